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
        store = RunStore("\(folder.path)/runs", now: { Date(timeIntervalSince1970: clock.seconds.withLock { $0 }) })
    }

    func turn(_ seconds: Double) { clock.seconds.withLock { $0 += seconds } }

    static func identity(_ name: String = "campaign", profile: String = "production") -> RunIdentity {
        RunIdentity(profile: profile, services: ["go": "https://go.gov.sg/api"], name: name)
    }

    func open(_ name: String = "campaign", fresh: Bool = false) throws -> RunJournal {
        try store.open(Self.identity(name), fresh: fresh)
    }

    /// Where the journal of a name is.
    func paths(_ name: String = "campaign") -> JournalPaths { store.paths(of: Self.identity(name)) }

    /// A message with the folder's path as `DIR`.
    func words(_ error: JournalError?) -> String? { error?.message.replacing(folder.path, with: "DIR") }
}

extension Step {
    /// A step as most tests need it.
    init(
        _ item: RunItem, _ ordinal: Int = 1, path: String = "0", call: String = "links.create", arguments: [UInt8] = [1]
    ) {
        self.init(item, path: path, ordinal: ordinal, call: call, arguments: arguments)
    }
}

extension ItemPass {
    func item(_ key: String) throws -> RunItem { try item(key, digest: [1]) }
}
