import ApiClients
import TestSupport
import Testing

/// Many writes over a network that fails in nine ways: exactly the wanted links, none twice, none missing.
struct ChaosTests {
    @Test(arguments: [1, 2, 3])
    func everyLinkIsMadeOnceAndEndsAsWanted(seed: UInt64) async throws {
        var fixture = Fixture([])
        let service = UnreliableLinks(fixture.clock, seed: seed)
        fixture.environment.transport = Transport { try await service.send($0) }
        fixture.environment.random = .seeded(seed + 100)
        fixture.environment.policy.budget = 10_000
        let client = try fixture.links()
        let next = Shared(0)
        let clock = fixture.clock
        try await clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        while true {
                            let number = next.next()
                            if number > 500 { return }
                            let name: NameChoice =
                                number.isMultiple(of: 2) ? .given(try ShortName("n-\(number)")) : .random
                            let intent = try client.prepareCreate(LongURL("https://www.example.sg/\(number)"), as: name)
                            let link = try await client.perform(intent, within: TimeAllowed(.seconds(600)))
                            #expect(link.longUrl == "https://www.example.sg/\(number)")
                            if number.isMultiple(of: 5) {
                                let change = try client.prepareUpdate(
                                    ShortName(link.shortUrl), LinkChanges(state: .inactive))
                                _ = try await client.perform(change, within: TimeAllowed(.seconds(600)))
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let ledger = service.ledger.value
        #expect(ledger.created.count == 500)
        #expect(Set(ledger.created).count == 500)
        #expect(ledger.links.values.filter { $0.state == .inactive }.count == 100)
    }
}
