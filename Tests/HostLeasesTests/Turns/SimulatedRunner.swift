import HostLeases
import Timekeeping

/// A host in the simulation of a run: its journal, which outlasts its processes, and the process that lives.
struct SimulatedRunner {
    enum ItemState: Int { case intended = 0, done = 1 }

    /// What a process is doing with an item.
    enum Progress: Equatable {
        /// Its intent waits until the store has this change.
        case intending(Int64)
        /// A lookup tells whether it has arrived.
        case looking
        /// It was sent, or is just about to be.
        case sent
    }

    struct Entry {
        var state: ItemState
        var revision: Int64
    }

    let bootOffset: Int64
    var lease = TurnLease(owner: "")
    var life = 0
    var isAlive = false
    var restartsAt: Int64 = 0
    var pausedUntil: Int64 = 0
    var cutUntil: Int64 = 0
    var server: Int?
    /// The owner that the process before this one was.
    var previousOwner: String?

    // The journal of the host.
    var copy = ""
    var revision: Int64 = 0
    var entries: [Int: Entry] = [:]
    /// The change at which it was read from the store.
    var loadedAt: Int64 = 0

    // The process.
    var isReady = false
    /// Up to which change the store has everything.
    var base: Int64 = 0
    /// The last change of its journal when it got the turn.
    var takenAt: Int64 = 0
    var needsReset = false
    var progress: [Int: Progress] = [:]

    init(bootOffset: Int64) {
        self.bootOffset = bootOffset
    }

    func clock(_ now: Int64) -> BootInstant { BootInstant(nanoseconds: (now + bootOffset) * 1_000_000) }

    mutating func begin(_ name: String) {
        previousOwner = lease.owner
        lease = TurnLease(owner: name)
        if copy.isEmpty { copy = "copy of \(name)" }
        isAlive = true
        isReady = false
        needsReset = false
        progress = [:]
        pausedUntil = 0
        cutUntil = 0
    }

    mutating func loseJournal() {
        (copy, revision, entries, loadedAt) = ("", 0, [:], 0)
    }

    mutating func note(_ item: Int, _ state: ItemState) {
        revision += 1
        entries[item] = Entry(state: state, revision: revision)
    }

    /// Begins with a turn that was granted: with the own journal if the records follow it, else with them.
    mutating func take(_ standing: TurnStanding, _ records: [TurnRecord]) {
        isReady = true
        base = standing.revision
        defer { takenAt = revision }
        if standing.copy == copy, standing.revision <= revision { return }
        entries = [:]
        for record in records {
            guard let item = Int(record.id), let state = record.state.flatMap(ItemState.init) else { continue }
            entries[item] = Entry(state: state, revision: standing.revision)
        }
        copy = "copy of \(lease.owner)"
        revision = standing.revision
        loadedAt = standing.revision
    }

    /// What to send at a beat.
    func change(now: BootInstant) -> TurnChange {
        let new = entries.filter { needsReset || $0.value.revision > base }.sorted { $0.key < $1.key }
        let change = TurnChange(
            copy: copy, base: needsReset ? revision : base, revision: revision, isReset: needsReset,
            records: new.map {
                TurnRecord(kind: 0, id: "\($0.key)", state: $0.value.state.rawValue, content: "\($0.value.state)")
            })
        return lease.fill(change, now: now)
    }

    /// Takes what came of a change.
    mutating func received(_ standing: TurnStanding, to change: TurnChange) {
        switch standing.outcome {
        case .stored:
            base = max(base, change.revision ?? base)
            needsReset = false
        case .behind:
            base = standing.revision
            // What another journal had deleted since is not known here.
            needsReset = standing.copy != copy && standing.revision < loadedAt
        case .granted, .held, .early, .lost: break
        }
    }
}
