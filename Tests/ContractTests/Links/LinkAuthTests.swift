import ApiClients
import ApiEmulator
import Testing

struct LinkAuthTests {
    private static func isRefusal(_ error: ApiError, _ services: LiveServices, _ service: LinksService) -> Bool {
        return error.kind == .auth && error.message == "\(service.title) did not accept the key: Invalid API Key"
            && error.status == 401 && error.service == service.rawValue && error.stopsRun
    }

    @Test(arguments: LinksService.allCases)
    func withoutAKeyNothingIsSent(service: LinksService) async throws {
        try await LiveServices.run { services in
            let client = services.environment.links(service, try ServiceEndpoint(services.url(service)))
            let error = try await failure { try await client.list() }
            #expect(error.kind == .auth)
            #expect(error.message == "there is no API key for \(service.title)")
            #expect(error.hint == "Set \(service.keyVariable) to your key.")
            #expect(error.stopsRun)
            #expect(services.server.ledger.requests.isEmpty)
        }
    }

    @Test(arguments: LinksService.allCases)
    func aWrongKeyStopsTheRunWithoutAnotherTry(service: LinksService) async throws {
        try await LiveServices.run { services in
            let client = try services.links(service, key: "test_v1_wrong")
            let calls: [() async throws -> Void] = [
                { _ = try await client.list() },
                { _ = try await client.create("https://www.example.sg", as: "a") },
                { _ = try await client.update("a", state: .inactive) },
                { _ = try await client.get("a") },
            ]
            for call in calls {
                let error = try await failure(call)
                #expect(Self.isRefusal(error, services, service))
                #expect(error.attempts == 1)
                #expect(!"\(error)\(error.hint ?? "")".contains("test_v1_wrong"))
            }
            #expect(services.exchanges == ["GET 401", "POST 401", "PATCH 401", "GET 401"])
        }
    }

    @Test func aKeyOfTheOtherServiceIsWrongToo() async throws {
        try await LiveServices.run { services in
            let client = try services.links(.go, key: services.access.forsgKey)
            let error = try await failure { try await client.list() }
            #expect(Self.isRefusal(error, services, .go))
        }
    }

    @Test(arguments: LinksService.allCases)
    func aRevokedKeyIsRefusedFromThenOn(service: LinksService) async throws {
        try await LiveServices.run(faults: "\(service.rawValue):revoked-key@2") { services in
            let client = try services.links(service)
            try await client.create("https://www.example.sg/a", as: "a")
            let error = try await failure { try await client.create("https://www.example.sg/b", as: "b") }
            #expect(Self.isRefusal(error, services, service))
            #expect(!error.inDoubt)
            #expect(services.names(service) == ["a"])
        }
    }

    @Test(arguments: LinksService.allCases)
    func aKeyRevokedInDoubtLeavesTheDoubtOpen(service: LinksService) async throws {
        let name = service.rawValue
        try await LiveServices.run(faults: "\(name).create:drop-after@1,\(name).list:revoked-key@1") { services in
            let error = try await failure {
                try await services.links(service).create("https://www.example.sg/a", as: "a")
            }
            #expect(Self.isRefusal(error, services, service))
            #expect(error.inDoubt)
            #expect(services.names(service) == ["a"])
        }
    }

    /// The words that scripts cannot meet, because the clients always send a well-formed header.
    @Test(arguments: [
        (HeaderFields(), "Authorization header is missing"),
        (HeaderFields([("Authorization", "Basic abc")]), "Invalid authorization header format"),
        (HeaderFields([("Authorization", "Bearer nobody")]), "Invalid API Key"),
    ])
    func theServiceSaysWhatIsWrongWithTheHeader(headers: HeaderFields, words: String) async throws {
        try await LiveServices.run { services in
            let response = try await services.wire.send(
                HTTPRequest(.get, "\(services.access.goUrl)/v1/urls", headers: headers))
            #expect(response.status == 401)
            #expect(try JSONValue(parsing: response.body)["message"] == .string(words))
        }
    }
}
