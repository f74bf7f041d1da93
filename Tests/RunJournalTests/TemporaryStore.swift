import Foundation
@testable import RunJournal
import Synchronization

/// A store in a folder of its own, with a clock that is turned by hand.
struct TemporaryStore {
    let folder: TemporaryDirectory
    let store: RunStore
    private let clock: Clock

    private final class Clock: Sendable {
        let seconds = Mutex<Double>(1_000)
    }

    init() throws {
        let clock = Clock()
        self.clock = clock
        folder = try TemporaryDirectory()
        store = RunStore(
            "\(folder.path)/runs", addresses: ["go": "https://go.gov.sg/api"],
            now: { Date(timeIntervalSince1970: clock.seconds.withLock { $0 }) })
    }

    func turn(_ seconds: Double) { clock.seconds.withLock { $0 += seconds } }

    static func identity(_ name: String = "campaign", profile: String = "production") -> RunIdentity {
        RunIdentity(profile: profile, name: name)
    }

    func open(_ name: String = "campaign", fresh: Bool = false) throws -> RunJournal {
        try store.open(Self.identity(name), fresh: fresh)
    }

    /// Where the journal of a name is.
    func paths(_ name: String = "campaign") -> JournalPaths { store.ownPaths(of: Self.identity(name)) }

    /// A message with the folder's path as `DIR`.
    func words(_ error: JournalError?) -> String? { error?.message.replacing(folder.path, with: "DIR") }
}

extension Step {
    /// A step as most tests need it: the nth of different ones.
    init(_ item: RunItem, _ number: UInt8 = 1, call: String = "links.create", occurrence: Int = 1) {
        self.init(
            item, call: call, service: "go", arguments: [number], occurrence: occurrence, place: "0:\(number)")
    }
}

extension ItemPass {
    func item(_ key: String) throws -> RunItem { try item(key, digest: [1]) }
}

extension RunJournal {
    /// What the item's next process would find of a step.
    func standing(of step: Step) throws -> StepStanding {
        let request = ItemSteps.Request(
            call: step.call, service: step.service, arguments: step.arguments, content: step.content,
            place: step.place)
        return try ItemSteps(step.item, in: self).ask(request).standing
    }
}
