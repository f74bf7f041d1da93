import Hashing
import Synchronization

/// The ledger being written.
final class LedgerBook: Sendable {
    /// Beyond this many requests the oldest half is forgotten, so that an emulator can serve for weeks.
    private static let capacity = 2_000_000

    private struct Pages {
        var ledger = Ledger()
        var forgotten = 0
        var lastNumber = 0
    }

    private let pages = Mutex(Pages())

    var copy: Ledger { pages.withLock { $0.ledger } }

    /// Enters a request and gives its number.
    func open(
        _ service: EmulatedService, _ operation: EmulatedOperation, at arrival: Timestamp, key: String?,
        faults: [String]
    ) -> Int {
        let hash = key.map { SHA256.hash($0.utf8).prefix(6).hex }
        return pages.withLock { pages in
            if pages.ledger.requests.count >= Self.capacity {
                pages.ledger.requests.removeFirst(Self.capacity / 2)
                pages.forgotten += Self.capacity / 2
            }
            pages.lastNumber += 1
            pages.ledger.requests.append(
                Ledger.Request(
                    number: pages.lastNumber, service: service, operation: operation, arrival: arrival.since1970,
                    keyHash: hash, faults: faults, outcome: .underWay))
            return pages.lastNumber
        }
    }

    func close(_ number: Int, as outcome: Ledger.Request.Outcome) {
        amend(number) { $0.outcome = outcome }
    }

    func note(_ change: (inout Ledger) -> Void) {
        pages.withLock { change(&$0.ledger) }
    }

    func markCommitted(_ number: Int) {
        amend(number) { $0.committed = true }
    }

    private func amend(_ number: Int, _ change: (inout Ledger.Request) -> Void) {
        pages.withLock { pages in
            let index = number - pages.forgotten - 1
            if pages.ledger.requests.indices.contains(index) { change(&pages.ledger.requests[index]) }
        }
    }
}
