import LeaseSupport

/// A store whose copy is what a standby has.
protocol SimulatedStore {
    /// Names the server and its start.
    var incarnation: String { get set }
}

extension InMemorySlots: SimulatedStore {}
extension InMemoryTurns: SimulatedStore {}

/// Servers in the order of their promotion; the last one is the primary.
///
/// Times are those of the simulation.
struct SimulatedServers<Store: SimulatedStore> {
    private var stores: [Store]
    /// Until when each takes writes.
    private var closesAt: [Int64] = [.max]
    /// States of the primary that a standby may be at, the latest last, and when it had them.
    private var standby: [(store: Store, time: Int64)] = []

    init(_ first: Store) { stores = [first] }

    /// The number of the primary.
    var primary: Int { stores.count - 1 }

    subscript(server: Int) -> Store { stores[server] }

    /// Whether a server takes no writes any more.
    func isClosed(_ server: Int, _ now: Int64) -> Bool { closesAt[server] <= now }

    /// Has a server carry something out, of which a standby of the primary may learn.
    mutating func carryOut<Answer>(
        on server: Int, _ now: Int64, _ body: (inout Store) -> Answer
    ) -> Answer {
        let answer = body(&stores[server])
        if server == primary {
            standby.append((stores[server], now))
            if standby.count > 60 { standby.removeFirst(30) }
        }
        return answer
    }

    /// Which states a standby may be at that has not received what was committed after a moment; nil if there is none.
    func states(since moment: Int64) -> Range<Int>? {
        guard !standby.isEmpty else { return nil }
        return (standby.firstIndex { $0.time >= moment } ?? standby.count - 1)..<standby.count
    }

    /// Has a standby take over, as it is in a state, while the old server takes writes until `end`.
    mutating func promote(state: Int, oldClosesAt end: Int64, _ now: Int64) {
        var new = standby[state].store
        new.incarnation = "server \(stores.count)"
        closesAt[primary] = end
        stores.append(new)
        closesAt.append(.max)
        standby = [(new, now)]
    }

    /// Starts the primary again.
    mutating func restart(_ now: Int64) {
        stores[primary].incarnation += "'"
        standby = [(stores[primary], now)]
    }
}
