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
            "https://www.tinyurl.com/x", "https://is.gd/x",
        ])
    func targetsAreRefusedInTheServicesWords(service: LinksService, target: String) async throws {
        try await LiveServices.run { services in
            let words = try await Self.words(services, service, .post, "/v1/urls", ["longUrl": target])
            let error = #expect(throws: ApiError.self) { try LongURL(target) }
            #expect(error?.kind == .data)
            // The service has words of its own for an empty text.
            let wanted = target.isEmpty ? "Only HTTPS URLs are allowed." : words.dropPrefix("ValidationError: ")
            #expect(error?.message == "\(wanted) (\(target))")
        }
    }

    @Test(arguments: LinksService.allCases, ["A", "a_b", "a b", "é", "a\n"])
    func namesAreRefusedInTheServicesWords(service: LinksService, name: String) async throws {
        try await LiveServices.run { services in
            let words = try await Self.words(
                services, service, .post, "/v1/urls", ["longUrl": "https://www.example.sg", "shortUrl": name])
            #expect(words == "ValidationError: Short URL format is invalid.")
            let error = #expect(throws: ApiError.self) { try ShortName(name) }
            #expect(error?.message == "\(words.dropPrefix("ValidationError: ")) (\(name))")
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

    /// What the clients cannot know for sure is left to the services, whose words scripts get as they are.
    @Test(
        arguments: LinksService.allCases,
        [
            ("https://www.example.sg/?next=bit.ly", "Creation of URLs to link shortener sites are not allowed."),
            ("https://rebrand.ly/x", "Creation of URLs to link shortener sites are not allowed."),
            ("https://host.1/", "Long URL format is invalid."),
            ("https://-a.sg/", "Long URL format is invalid."),
            ("https://OWN/x", "Circular redirects are not allowed."),
        ])
    func theServicesHaveTheLastWord(service: LinksService, refusal: (target: String, words: String)) async throws {
        try await LiveServices.run { services in
            let client = try services.links(service)
            let target = refusal.target == "https://OWN/x" ? "https://\(service.ownHost)/x" : refusal.target
            let error = try await failure { try await client.create(target, as: "a") }
            #expect(error.kind == .rejected)
            #expect(error.description == "links.create: ValidationError: \(refusal.words)")
            #expect(error.status == 400)
            #expect(error.service == service.rawValue)
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
