import ApiClients
import ApiEmulator
import FoundationEssentials
import Testing

/// What the clients refuse by themselves, and what the services say where the clients let a value pass.
struct ValidationTests {
    /// Sends a write as it is, past the client's own checks, and gives the service's words.
    private static func words(
        _ services: LiveServices, _ service: LinksService, _ method: HTTPRequest.Method, _ path: String,
        _ body: [String: String]
    ) async throws -> String {
        let headers = HeaderFields([
            ("Authorization", "Bearer \(services.key(service))"), ("Content-Type", "application/json"),
        ])
        let response = try await services.wire.send(
            HTTPRequest(
                method, services.url(service) + path, headers: headers,
                body: .bytes(Array(try JSONEncoder().encode(body)))))
        #expect(response.status == 400)
        return try JSONValue(parsing: response.body)["message"]?.string ?? ""
    }

    @Test(
        arguments: LinksService.allCases,
        [
            "http://www.example.sg/", "ftp://www.example.sg/", "", "www.example.sg", "https://", "https:///path",
            "https://localhost/", "https://a..sg/", "https://www.example.sg/a b", "https://bit.ly/x",
            "https://www.tinyurl.com/x", "https://is.gd/x", "https://www.example.sg/?next=bit.ly",
            "https://rebrand.ly/x",
            "https://host.1/", "https://-a.sg/",
        ])
    func targetsAreRefusedInTheServicesWords(service: LinksService, target: String) async throws {
        try await LiveServices.run { services in
            let words = try await Self.words(services, service, .post, "/v1/urls", ["longUrl": target])
            let error = #expect(throws: ApiError.self) { try LongURL(target) }
            #expect(error?.kind == .data)
            // The service has words of its own for an empty text.
            let wanted = target.isEmpty ? "Only HTTPS URLs are allowed." : words.dropPrefix("ValidationError: ")
            #expect(error?.message.hasPrefix("\(wanted) (") == true)
        }
    }

    @Test(arguments: LinksService.allCases, ["A", "a_b", "a b", "é", "a\n"])
    func namesAreRefusedInTheServicesWords(service: LinksService, name: String) async throws {
        try await LiveServices.run { services in
            let words = try await Self.words(
                services, service, .post, "/v1/urls", ["longUrl": "https://www.example.sg", "shortUrl": name])
            #expect(words == "ValidationError: Short URL format is invalid.")
            let error = #expect(throws: ApiError.self) { try ShortName(name) }
            #expect(error?.message.hasPrefix("\(words.dropPrefix("ValidationError: ")) (") == true)
        }
    }

    @Test(arguments: LinksService.allCases)
    func statesAreRefusedInTheServicesWords(service: LinksService) async throws {
        try await LiveServices.run { services in
            try await services.links(service).create("https://www.example.sg", as: "a")
            let words = try await Self.words(services, service, .patch, "/v1/urls/a", ["state": "active"])
            let error = #expect(throws: ApiError.self) { try LinkState("active") }
            #expect("ValidationError: \(error?.message ?? "")" == words)
        }
    }

    /// Rules that a client does not know are left to the service, whose words scripts get as they are.
    ///
    /// The client takes the service for the other one, to whose host a link may not lead.
    @Test(arguments: LinksService.allCases)
    func theServicesHaveTheLastWord(service: LinksService) async throws {
        try await LiveServices.run { services in
            let other: LinksService = service == .go ? .forsg : .go
            let endpoint = try ServiceEndpoint(services.url(service), key: Secret(services.key(service)))
            let client = services.environment.links(other, endpoint, limits: .unpaced)
            let target = "https://\(service.ownHost)/x"
            let error = try await failure { try await client.create(target, as: "a") }
            #expect(error.kind == .rejected)
            #expect(error.description == "links.create: ValidationError: Circular redirects are not allowed.")
            #expect(error.status == 400)
            #expect(error.service == other.rawValue)
            #expect(error.attempts == 1)
            #expect(!error.stopsRun)
            #expect(!error.inDoubt)
            #expect(services.names(service) == [])
        }
    }

    @Test(arguments: LinksService.allCases)
    func theTargetOfAFileLinkCannotBeChanged(service: LinksService) async throws {
        try await LiveServices.run { configuration in
            configuration.links = [
                LinkSeed(service.emulated, shortUrl: "form", longUrl: "https://file.go.gov.sg/form.pdf", isFile: true)
            ]
        } _: { services in
            let client = try services.links(service)
            let error = try await failure { try await client.update("form", longUrl: "https://www.example.sg") }
            #expect(error.kind == .rejected)
            #expect(error.description == "links.update: Cannot update longUrl for file.")
            #expect(try await client.update("form", state: .inactive).state == .inactive)
        }
    }
}

extension String {
    fileprivate func dropPrefix(_ prefix: String) -> String {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self
    }
}
