import HostLeases
import Timekeeping

/// A host in the simulation of a shared run: its journals, which outlast its processes, and the process that lives.
struct SharingHost {
    enum ItemState: Int { case intended = 0, done = 1 }

    /// What a process is doing with an item.
    enum Progress: Equatable {
        /// Its intent waits until the store has this change.
        case intending(Int64)
        /// A lookup tells whether it has arrived.
        case looking
        /// It may be sent as soon as the last look allows.
        case cleared
        /// It was sent, or is just about to be.
        case sent
    }

    struct Entry {
        var state: ItemState
        var revision: Int64
    }

    /// A journal of a part.
    struct Journal {
        var copy: String
        var revision: Int64 = 0
        var entries: [Int: Entry] = [:]
        /// The change at which it was read from the store.
        var loadedAt: Int64 = 0

        mutating func note(_ item: Int, _ state: ItemState) {
            revision += 1
            entries[item] = Entry(state: state, revision: revision)
        }
    }

    /// A part that a process has, or asks for.
    struct Part {
        var number: Int
        var lease: TurnLease
        var isReady = false
        var base: Int64 = 0
        var takenAt: Int64 = 0
        var needsReset = false
        var isLossy = false
        var progress: [Int: Progress] = [:]
        /// The server that has answered last.
        var server = ""
    }

    let index: Int
    /// The items in the order of its input.
    let order: [Int]
    let bootOffset: Int64
    var journals: [Int: Journal] = [:]
    var name = ""
    var previous: String?
    var life = 0
    var isAlive = false
    var restartsAt: Int64 = 0
    var pausedUntil: Int64 = 0
    var cutUntil: Int64 = 0
    var server: Int?

    // The process.
    var part: Part?
    /// The own part has ended: others are helped.
    var isHelping = false
    /// What was seen of parts of others.
    var seen: [Int: TurnLease] = [:]
    /// Its own items, with the server that has said so.
    var assigned: [Int: String] = [:]
    /// The parts of other items; 0 for one of no part.
    var others: [Int: Int] = [:]
    var ended: Set<Int> = []
    var isAsking = false

    init(_ index: Int, order: [Int], bootOffset: Int64) {
        self.index = index
        self.order = order
        self.bootOffset = bootOffset
    }

    var ownPart: Int { index + 1 }

    func clock(_ now: Int64) -> BootInstant { BootInstant(nanoseconds: (now + bootOffset) * 1_000_000) }

    mutating func begin(_ name: String) {
        previous = self.name.isEmpty ? nil : self.name
        self.name = name
        (isAlive, pausedUntil, cutUntil) = (true, 0, 0)
        (isHelping, isAsking) = (false, false)
        (assigned, others, ended, seen) = ([:], [:], [], [:])
        part = Part(number: ownPart, lease: TurnLease(owner: name + "/\(ownPart)"))
    }

    /// Asks for a part of another host from now on.
    mutating func want(_ number: Int) {
        let lease = seen[number] ?? TurnLease(owner: "\(name)/\(number)/\(life)")
        part = Part(number: number, lease: lease)
    }

    /// Begins with a part that was granted: with the own journal if the records follow it, else with them.
    mutating func take(_ standing: TurnStanding, _ records: [TurnRecord]) {
        guard var part else { return }
        part.isReady = true
        part.base = standing.revision
        var journal = journals[part.number] ?? Journal(copy: "copy of \(part.lease.owner)")
        if standing.revision > 0, standing.copy != journal.copy || standing.revision > journal.revision {
            journal = Journal(
                copy: "copy of \(part.lease.owner)", revision: standing.revision, loadedAt: standing.revision)
            for record in records {
                guard let item = Int(record.id), let state = record.state.flatMap(ItemState.init) else { continue }
                journal.entries[item] = Entry(state: state, revision: standing.revision)
            }
        }
        journals[part.number] = journal
        part.takenAt = journal.revision
        self.part = part
    }

    /// What to send at a beat.
    func change(now: BootInstant) -> TurnChange? {
        guard let part, let journal = journals[part.number] else { return nil }
        let new = journal.entries.filter { part.needsReset || $0.value.revision > part.base }
        return part.lease.fill(
            TurnChange(
                copy: journal.copy, base: part.needsReset ? journal.revision : part.base, revision: journal.revision,
                isReset: part.needsReset,
                records: new.sorted { $0.key < $1.key }.map {
                    TurnRecord(
                        kind: 3, id: "\($0.key)", state: $0.value.state.rawValue,
                        content: InMemoryTurns.content($0.key, key: "\($0.key)", attempts: 1))
                }), now: now)
    }

    /// Takes what came of a change.
    mutating func received(_ standing: TurnStanding, to change: TurnChange) {
        guard var part, let journal = journals[part.number] else { return }
        switch standing.outcome {
        case .stored:
            part.base = max(part.base, change.revision ?? 0)
            part.needsReset = false
        case .behind:
            part.base = standing.revision
            part.needsReset = standing.copy != journal.copy && standing.revision < journal.loadedAt
        case .granted, .held, .early, .lost: break
        }
        self.part = part
    }
}
