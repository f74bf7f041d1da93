import Dispatch
import Facts
import Hashing
import RunJournal
import Synchronization

/// The items of a run that several hosts share, as the pass of one host meets them: which are those of its own part,
/// and what becomes of the others.
///
/// The pass reads ahead, and asks for several items at once. An item of another part is put aside until it has ended
/// there; when the pass is at the end of its input, it takes over the parts that no living host has. Items are known by
/// the numbers in which they were met.
package final class RunShare: Sendable {
    /// What came of asking for items.
    package struct Answer: Sendable {
        /// Those of the part, which are to be begun.
        package var own: [Int] = []
        /// Those that other hosts have ended.
        package var settled: [Int] = []
    }

    struct Entry: Sendable {
        let key: String
        /// The part that it belongs to; nil before that is known.
        var part: Int?
        /// The server that has said so.
        var server = ""
        /// How often it had been begun when it was first asked for.
        var attempts = 0
    }

    struct State: Sendable {
        var last = 0
        var entries: [Int: Entry] = [:]
        /// Those that belong to no part yet, in their order.
        var open: [Int] = []
        /// How many of these are read ahead.
        var window = smallest
        /// How many may be put aside before some are asked about.
        var roomAside = mostAside
        /// The last one that was asked about.
        var lastAsked = 0
        /// The keys that were met.
        var seen: Set<Fingerprint> = []
        var occurrences: [Fingerprint: Int] = [:]
        var others = RunCounts()
        var helped = RunCounts()
        var failures: [RunFailure] = []
    }

    /// The first half of a SHA-256.
    struct Fingerprint: Hashable, Sendable {
        let halves: SIMD2<UInt64>

        init(_ bytes: some Sequence<UInt8>) {
            let hash = SHA256.hash(bytes)
            func word(_ index: Int) -> UInt64 { hash[index..<index + 8].reduce(0) { $0 << 8 | UInt64($1) } }
            halves = SIMD2(word(0), word(8))
        }
    }

    static let smallest = 50
    static let largest = 1_000
    /// How many items are put aside before they are asked about again.
    private static let mostAside = 300

    let parts: any SharedParts
    /// The part that this pass has.
    let part: Int
    let state = Mutex(State())
    private static let queue = DispatchQueue(label: "govscript share", attributes: .concurrent)

    init(_ parts: any SharedParts, part: Int) {
        self.parts = parts
        self.part = part
    }

    /// What other hosts did of the items that were met.
    package var others: RunCounts { state.withLock { $0.others } }

    /// What this host did in parts that it took over.
    package var helped: (counts: RunCounts, failures: [RunFailure]) { state.withLock { ($0.helped, $0.failures) } }

    /// Notes what became of a part that was taken over.
    package func helped(_ run: DurableRun) {
        state.withLock { state in
            state.helped.add(run.counts)
            state.failures += run.failures
        }
    }

    // What is met.

    /// The number of an item that the input has now.
    ///
    /// - Parameters:
    ///   - digest: Of its content.
    ///   - key: Its key; nil where the content names it.
    ///   - place: Where it stands.
    /// - Throws: ``ScriptError`` of kind `data` for a key that came before.
    package func meet(digest: [UInt8], key: String?, place: String) throws -> Int {
        try state.withLock { state in
            guard let key else {
                let number = state.occurrences[Fingerprint(digest), default: 0] + 1
                state.occurrences[Fingerprint(digest)] = number
                return state.add(number == 1 ? digest.hex : "\(digest.hex)#\(number)")
            }
            guard state.seen.insert(Fingerprint(key.utf8)).inserted else {
                throw ScriptError(
                    .data, "\(DurableRun.call): duplicate key \"\(key)\", the second time at \(place)",
                    call: DurableRun.call, hint: "Keys must be unique: give each item its own.")
            }
            return state.add(key)
        }
    }

    /// The number of a row that cannot be an item; it is one by its place.
    package func meetBad(at place: String) -> Int { state.withLock { $0.add("(\(place))") } }

    /// Whether more is to be read ahead.
    package var hasRoom: Bool { state.withLock { $0.open.count < $0.window } }

    /// The key of an item that is a part's, which is begun now; nil if that has to be asked for again, because another
    /// server has taken over.
    package func own(_ number: Int, of run: DurableRun) -> String? {
        let server = run.partRun?.server
        return state.withLock { state in
            guard let entry = state.entries[number] else { return nil }
            guard entry.server == server else {
                state.entries[number]?.part = nil
                state.open.insert(number, at: 0)
                return nil
            }
            state.entries[number] = nil
            return entry.key
        }
    }

    /// Asks for the items that were read ahead, and how those stand that were put aside.
    ///
    /// Waits while a new server assigns nothing.
    ///
    /// - Parameter most: How many are to become the part's at most.
    /// - Returns: nil if nothing is left to be asked for, or if the script is being stopped.
    /// - Throws: ``JournalError``.
    package func assign(to run: DurableRun, most: Int) async throws -> Answer? {
        try await Self.aside { [self] isCancelled in
            let began = run.elapsed
            while !run.isStopping, !isCancelled.isSet {
                let (asked, isFull) = state.withLock { state -> ([(number: Int, key: String)], Bool) in
                    guard !state.open.isEmpty else { return ([], false) }
                    var numbers = state.open
                    let isFull = state.entries.count - state.open.count > state.roomAside
                    if isFull {
                        let old = state.entries.filter { $0.value.part != nil && $0.value.part != part }.keys.sorted()
                        // From where it was left off: the first ones may be failures that stay.
                        let rest = old.drop { $0 <= state.lastAsked }
                        let some = (rest.isEmpty ? old[...] : rest).prefix(Self.largest)
                        state.lastAsked = some.last ?? 0
                        numbers += some
                    }
                    return (numbers.compactMap { number in state.entries[number].map { (number, $0.key) } }, isFull)
                }
                guard !asked.isEmpty, let turn = run.partRun else { return nil }
                let found = try turn.assign(asked.map { Array($0.key.utf8) }, most: most)
                let answer = state.withLock { state in
                    defer {
                        let most = state.entries.count - state.open.count + Self.mostAside
                        state.roomAside = isFull ? most : min(state.roomAside, most)
                    }
                    return state.take(found, of: asked.map(\.number), part)
                }
                if !answer.own.isEmpty || !answer.settled.isEmpty || !found.isEarly { return answer }
                guard run.elapsed - began < parts.patience else {
                    throw JournalError(
                        .held, "PostgreSQL has just taken over and assigns nothing yet", hint: "Run it again.")
                }
                parts.rest()
            }
            return nil
        }
    }

    /// Does what blocks on a thread that may; the flag is set when the task is cancelled.
    static func aside<Value: Sendable>(_ body: @escaping @Sendable (StopFlag) throws -> Value) async throws -> Value {
        let isCancelled = StopFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try body(isCancelled) }) }
            }
        } onCancel: {
            isCancelled.set()
        }
    }
}

extension RunShare.State {
    mutating func add(_ key: String) -> Int {
        last += 1
        entries[last] = RunShare.Entry(key: key)
        open.append(last)
        return last
    }

    /// Takes an answer about items.
    ///
    /// - Parameter part: The part whose items are begun here.
    mutating func take(_ found: SharedItems, of numbers: [Int], _ part: Int) -> RunShare.Answer {
        var answer = RunShare.Answer()
        var left: [Int] = []
        for (number, item) in zip(numbers, found.items) {
            guard var entry = entries[number] else { continue }
            guard let item else {
                entries[number]?.part = nil
                left.append(number)
                continue
            }
            if entry.part == nil { entry.attempts = item.attempts }
            entry.part = item.part
            entry.server = found.server
            entries[number] = entry
            if item.part == part {
                answer.own.append(number)
            } else if isSettled(item, entry) {
                entries[number] = nil
                answer.settled.append(number)
            }
        }
        let asked = Set(numbers)
        let isAtFrontier = !left.isEmpty
        open = left + open.filter { !asked.contains($0) }
        window = isAtFrontier ? RunShare.smallest : min(RunShare.largest, window * 2)
        return answer
    }

    /// Whether an item of another part needs nothing from this host: it is done, or another host has tried it since
    /// this one has met it.
    private mutating func isSettled(_ item: SharedItems.Item, _ entry: RunShare.Entry) -> Bool {
        switch item.state {
        case .done: others.done += 1
        case .failed where item.attempts > entry.attempts: others.failed += 1
        case .uncertain where item.attempts > entry.attempts: others.uncertain += 1
        case .failed, .uncertain, .pending, nil: return false
        }
        return true
    }
}

extension DurableRun {
    /// The turn at the part; nil of a run that is not shared by items.
    var partRun: (any SharedPartRun)? { journal?.sharedRun as? any SharedPartRun }
}
