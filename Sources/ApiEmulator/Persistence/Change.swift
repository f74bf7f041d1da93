import Synchronization

/// One line of the change log: how something is from here on.
struct Change: Codable {
    var service: String?
    var link: Link?
    var dataset: Dataset?

    init(_ link: Link, of service: EmulatedService) {
        self.link = link
        self.service = service.rawValue
    }

    init(_ dataset: Dataset) {
        self.dataset = dataset
    }
}

/// Where the stores find their log once it has been opened; without one, changes are kept in memory only.
final class LogSlot: Sendable {
    private let slot = Mutex<ChangeLog?>(nil)

    var log: ChangeLog? {
        get { slot.withLock { $0 } }
        set { slot.withLock { $0 = newValue } }
    }

    func append(_ change: Change) throws {
        try log?.append(change)
    }
}
