import ApiClients
import ApiEmulator
import Testing

/// A short link answers with a redirect; nothing of ours may follow one with a key in hand.
struct RedirectTests {
    /// An emulator with a link `a` that leads to another emulator, and that other emulator.
    private static func run(_ body: (LiveServices, EmulatorServer) async throws -> Void) async throws {
        try await EmulatorServer.serving { elsewhere, access in
            try await LiveServices.run { configuration in
                configuration.links = [LinkSeed(.go, shortUrl: "a", longUrl: "\(access.goUrl)/v1/urls")]
            } _: { services in
                try await body(services, elsewhere)
            }
        }
    }

    @Test func theTransportHandsRedirectsOver() async throws {
        try await Self.run { services, elsewhere in
            let response = try await services.wire.send(HTTPRequest(.get, "\(services.access.root)/go/a"))
            #expect(response.status == 302)
            #expect(response.headers["location"]?.hasSuffix("/go/api/v1/urls") == true)
            #expect(elsewhere.ledger.requests.isEmpty)
        }
    }

    @Test func aCallThatMeetsARedirectFails() async throws {
        try await Self.run { services, elsewhere in
            var services = services
            let wire = services.wire
            let root = services.access.root
            services.environment.transport = Transport { request in
                var request = request
                request.url = "\(root)/go/a"
                return try await wire.send(request)
            }
            let error = try await failure { [services] in try await services.links(.go).list() }
            #expect(error.kind == .rejected)
            #expect(
                error.message
                    == "GoGovSG answered with a redirect, which is not followed")
            #expect(error.status == 302)
            #expect(error.hint == "Check the service's base URL.")
            #expect(services.exchanges == ["GET 302"])
            #expect(elsewhere.ledger.requests.isEmpty)
        }
    }
}
