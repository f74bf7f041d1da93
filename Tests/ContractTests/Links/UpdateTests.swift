import ApiClients
import ApiEmulator
import Testing

struct UpdateTests {
    @Test(arguments: LinksService.allCases)
    func onlyWhatIsNamedChanges(service: LinksService) async throws {
        try await LiveServices.run { services in
            let client = try services.links(service)
            let made = try await client.create("https://www.example.sg/a", as: "a-1")
            services.clock.leap(by: .seconds(2))
            let off = try await client.update("a-1", state: .inactive)
            #expect(off.state == .inactive)
            #expect(off.longUrl == made.longUrl)
            #expect(off.createdAt == made.createdAt)
            #expect(off.updatedAt > made.updatedAt)
            let moved = try await client.update("a-1", longUrl: "https://www.example.sg/b")
            #expect(moved.state == .inactive)
            #expect(moved.longUrl == "https://www.example.sg/b")
            let both = try await client.update("a-1", longUrl: "https://www.example.sg/c", state: .active)
            #expect(both.state == .active)
            #expect(both.longUrl == "https://www.example.sg/c")
            #expect(services.exchanges == ["POST 200", "PATCH 200", "PATCH 200", "PATCH 200"])
            #expect(try await client.get("a-1") == both)
        }
    }

    @Test(arguments: LinksService.allCases, ["foreign", "nowhere"])
    func aLinkThatIsNotOursIsNotFound(service: LinksService, name: String) async throws {
        try await LiveServices.run { configuration in
            configuration.links = [
                LinkSeed(service.emulated, shortUrl: "foreign", longUrl: "https://www.example.sg", owner: 2)
            ]
        } _: { services in
            let error = try await failure { try await services.links(service).update(name, state: .inactive) }
            #expect(error.kind == .notFound)
            #expect(
                error.description
                    == #"links.update: you have no link "\#(name)": it does not exist, or belongs to somebody else"#)
            #expect(error.status == 403)
            #expect(!error.stopsRun)
            #expect(services.server.ledger.updates.isEmpty)
        }
    }

    @Test(arguments: LinksService.allCases)
    func whetherAChangeWasMadeIsSeenInTheLink(service: LinksService) async throws {
        try await LiveServices.run { services in
            let client = try services.links(service)
            try await client.create("https://www.example.sg/a", as: "a")
            let off = try client.prepareUpdate(ShortName("a"), LinkChanges(state: .inactive))
            #expect(try await client.settle(off) == .notHappened)
            let link = try await client.perform(off)
            #expect(try await client.settle(off) == .happened(link))
            let moved = try client.prepareUpdate(
                ShortName("a"), LinkChanges(longUrl: try LongURL("https://www.example.sg/b")))
            // The service's clock is read from the answers' `Date`, which is the real one, while the shared one stands
            // still: an hour is more than any machine takes for this test.
            services.clock.leap(by: .seconds(3600))
            try await client.update("a", longUrl: "https://www.example.sg/c")
            let reason = #"the link "a" was changed by somebody else in the meantime"#
            #expect(try await client.settle(moved) == .unknown(reason))
        }
    }
}
