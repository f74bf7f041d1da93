import ApiClients
import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// Many writes to services that fail in every way they can: the emulator's ledger proves that each was done once.
struct ChaosTests {
    @Test(arguments: ChaosPlan.chosen)
    func everyWriteIsDoneOnceAndNoneIsLost(plan: ChaosPlan) async throws {
        try await LiveServices.run(faults: ChaosPlan.faults) { configuration in
            configuration.seed = plan.seed
            configuration.ingestion = Visitors.times
        } _: { services in
            async let links: Void = LinkJob(plan, services).run()
            let appends = try await AppendJob(plan, services).run()
            try await links

            let ledger = services.server.ledger
            let wanted = (1...plan.creates).map(LinkJob.target)
            #expect(ledger.creates.map(\.longUrl).sorted() == wanted.sorted())
            #expect(services.server.links(of: .go).map(\.longUrl).sorted() == wanted.sorted())
            let switchedOff = services.server.links(of: .go).filter { !$0.isActive }.map(\.longUrl)
            #expect(switchedOff.sorted() == (1...plan.updates).map(LinkJob.target).sorted())

            expectAppends(appends, ledger)
            #expect(services.server.dataset(DatasetSeed.visitorsId)?.rows == 4 + ledger.applied.map(\.upload.rows).sum)
            let struck = ledger.requests.filter { !$0.faults.isEmpty }.count
            print("chaos, \(plan): \(ledger.requests.count) requests, \(struck) of them struck by a fault")
        }
    }

    /// Each append is in the ledger as often as its outcome says, and never twice.
    private func expectAppends(_ appends: [AppendJob.Append], _ ledger: Ledger) {
        let stored = Dictionary(grouping: ledger.uploads, by: \.md5).mapValues(\.count)
        let applied = Dictionary(grouping: ledger.applied, by: \.upload.md5).mapValues(\.count)
        for append in appends {
            let (stored, applied) = (stored[append.md5] ?? 0, applied[append.md5] ?? 0)
            #expect(stored <= 1)
            switch append.outcome {
            case .done: #expect(applied == 1)
            case .failed: #expect(applied == 0)
            case .uncertain: #expect(applied <= 1)
            }
        }
        let count = Dictionary(grouping: appends, by: \.outcome.rawValue).mapValues(\.count)
        print("appends: \(count.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))")
    }
}

extension [Int] {
    fileprivate var sum: Int { reduce(0, +) }
}
