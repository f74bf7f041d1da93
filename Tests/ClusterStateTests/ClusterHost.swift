import ClusterState
import FoundationEssentials
import Postgres
import RunJournal
import Synchronization
import TestSupport
import Timekeeping

/// A machine with a clock of its own, which only waiting turns.
final class ClusterHost: Sendable {
    let name: String
    let connection: PostgresConnection
    private let folder = ScratchFolder()
    private let clock = Mutex(BootInstant.start + .seconds(100))
    private let pauses = Mutex<(@Sendable () throws -> Void)?>(nil)
    private let notes = Mutex<[String]>([])
    private let looks = Mutex<[Duration]>([])

    init(_ name: String, _ address: String) throws {
        self.name = name
        connection = PostgresConnection(try PostgresAddress(address))
    }

    /// What a person was told.
    var said: [String] { notes.withLock { $0 } }

    /// How long it had waited when it looked around.
    var looked: [Duration] { looks.withLock { $0 } }

    /// How long it has waited.
    var waited: Duration { clock.withLock { $0 - (BootInstant.start + .seconds(100)) } }

    /// Does something each time when this host waits.
    func whileWaiting(_ body: (@Sendable () throws -> Void)?) { pauses.withLock { $0 = body } }

    /// Turns its clock, as if it had stood still.
    func sleep(_ time: Duration) { clock.withLock { $0 = $0 + time } }

    /// Its clock.
    var now: BootInstant { clock.withLock { $0 } }

    /// A process on it.
    var owner: TurnOwner {
        var owner = TurnOwner(
            machine: "machine of \(name)", place: "\(name), process 1", now: { self.clock.withLock { $0 } },
            pause: { time in
                self.sleep(time)
                try? self.pauses.withLock { $0 }?()
            })
        owner.note = { words in self.notes.withLock { $0.append(words) } }
        owner.look = { self.looks.withLock { $0.append(self.waited) } }
        return owner
    }

    /// The runs of a process on this machine.
    func store() -> RunStore {
        var store = RunStore(folder.path)
        store.shared = ClusterRuns(connection, owner)
        return store
    }

    /// The key of names that all hosts have, and this one would bring.
    func nameKey(_ own: [UInt8]) throws -> [UInt8]? { try ClusterNameKey(connection).agree(on: own, as: owner) }

    func open(_ run: String = "campaign") throws -> RunJournal {
        try store().open(RunIdentity(profile: "production", name: run))
    }
}
