import ApiClients
import ApiEmulator
import Catalogue
import FoundationEssentials
import ScriptModules
import Synchronization
import TestSupport
import Testing

/// The command against a service that means harm: it ends by itself, shows nothing that drives a terminal, lets no key
/// and no signature out, and asks nobody whom it may not ask.
struct HostileServiceTests {
    /// What the service does; the other server is one that must not be reached.
    struct Deed: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var answer: @Sendable (HostileServer.Request, _ own: String, _ other: String) -> HostileServer.Answer
    }

    private static let keys = ["live_v1_SECRETKEYgo", "live_v1_SECRETKEYfs", "SECRETKEY+/dg="]

    /// Calls every function that asks a service.
    private static let script = """
        local id = "\(HostileOperation.dataset)"
        local brief = { timeout = 0.3 }
        local function try(name, f, ...)
          local results = table.pack(pcall(f, ...))
          for i = 2, results.n do log.info(name, results[i]) print(name, results[i]) end
        end
        for row in csv.rows("rows.csv") do log.info(row) end
        for _, service in ipairs({ "go", "forsg" }) do
          local links = links.on(service)
          try("list", links.list, brief)
          try("get", links.get, "a", brief)
          try("create", links.create, "https://www.example.gov.sg/a", { shortUrl = "a", timeout = 0.3 })
          try("update", links.update, "a", { state = "INACTIVE" }, brief)
          try("each", function() for link in links.each() do log.info(link) break end end)
        end
        try("whoami", datagov.whoami, brief)
        try("status", datagov.status, id, brief)
        try("wait", datagov.wait, id, brief)
        try("datasets", datagov.datasets, brief)
        try("metadata", datagov.metadata, id, brief)
        try("check", datagov.check, "rows.csv", { dataset = id, timeout = 0.3 })
        try("rows", function() for row in datagov.rows(id) do log.info(row) break end end)
        try("download", datagov.download, id, "out.csv", brief)
        try("upload", datagov.upload, id, "rows.csv", brief)
        try("append", datagov.append, id, "rows.csv", brief)
        try("publish", datagov.publish, id, "rows.csv", { timeout = 0.3 })
        bulk.each("hostile", { "x" }, function()
          return links.create("https://www.example.gov.sg/b", { timeout = 0.3 }).shortUrl
        end)
        """

    private struct Outcome {
        var result: ChildProcess.Result
        var requests: [HostileServer.Request]
        var strayed: [HostileServer.Request]
        var written: [(name: String, text: String)]
    }

    private func run(_ deed: Deed) async throws -> Outcome {
        let other = try HostileServer { _, _ in HostileServer.Answer("{}") }
        let address = "0.0.0.0:\(other.port)"
        let server = try HostileServer { request, own in deed.answer(request, own, address) }
        let scratch = ScratchFolder()
        try scratch.file("job.lua", Self.script)
        try scratch.file("rows.csv", "short_url,long_url\n\"\(HostileAnswer.controls)\",https://www.example.gov.sg\n")
        let result = try await Command.run(
            ["run", "--trace", "--trace-har", "h.har", "--patience", "1", "--timeout", "60", "job.lua"],
            in: scratch.path,
            environment: [
                "GOVSCRIPT_GO_URL": server.address + "/go/api", "GOVSCRIPT_GO_API_KEY": Self.keys[0],
                "GOVSCRIPT_FORSG_URL": server.address + "/forsg/api", "GOVSCRIPT_FORSG_API_KEY": Self.keys[1],
                "GOVSCRIPT_DATAGOV_URL": server.address + "/datagov", "GOVSCRIPT_DATAGOV_API_KEY": Self.keys[2],
                "GOVSCRIPT_GO_RATE": "0", "GOVSCRIPT_FORSG_RATE": "0", "GOVSCRIPT_DATAGOV_RATE": "0",
                "GOVSCRIPT_APPEND_SETTLE": "0", "SWIFT_BACKTRACE": "enable=no",
            ])
        let written = try FileManager.default.subpathsOfDirectory(atPath: scratch.path).compactMap { name in
            // A download is data, whatever is in it.
            name == "out.csv" || name == "job.lua" || name == "rows.csv"
                ? nil
                : FileManager.default.contents(atPath: scratch(name)).map {
                    (name, String(decoding: $0, as: UTF8.self))
                }
        }
        return Outcome(
            result: result, requests: server.requests, strayed: other.requests, written: written)
    }

    private func examine(_ outcome: Outcome) {
        let (result, errors) = (outcome.result, outcome.result.errors)
        #expect(result.status < 128, "it was ended by a signal: \(errors.suffix(500))")
        let driving = errors.unicodeScalars.first { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
            default: false
            }
        }
        #expect(driving == nil, "U+\(String(driving?.value ?? 0, radix: 16)) came out")
        #expect(!errors.contains("\nerror: forged"), "a line was forged")
        let har = outcome.written.first { $0.name == "h.har" }?.text ?? ""
        #expect(throws: Never.self) { try JSONDecoder().decode(Har.self, from: Data(har.utf8)) }
        for (name, text) in [("standard error", errors), ("standard output", result.output)] + outcome.written {
            for key in Self.keys + ["SECRETKEY%2B%2Fdg%3D", "SECRETKEY+\\/dg="] {
                #expect(!text.contains(key), "a key is in \(name)")
            }
            #expect(!text.contains(HostileAnswer.signature), "a signature is in \(name)")
        }
        #expect(outcome.strayed.map(\.path) == [], "a server was asked that must not be")
    }

    private struct Har: Decodable {
        struct Log: Decodable { var version: String }
        var log: Log
    }

    @Test func theListsOfOperationsAgree() async throws {
        // Nobody but a browser follows short links.
        let emulated = Set(EmulatedOperation.allCases).subtracting([.visit])
        #expect(Set(HostileOperation.allCases.map(\.rawValue)) == Set(emulated.map(\.rawValue)))
        for signature in AllModules.signatures where signature.effect != .local {
            #expect(Self.script.contains(signature.name), "\(signature.name) is not called by the script")
        }
        let outcome = try await run(
            Deed(testDescription: "good answers") { request, own, _ in Self.good(request, own) })
        examine(outcome)
        var missing = Set(HostileOperation.allCases).subtracting(outcome.requests.compactMap(\.operation))
        // It is polled only while the file is not ready.
        missing.remove(.pollDownload)
        #expect(missing == [], "\(outcome.result.errors.suffix(2000))")
        #expect(outcome.requests.allSatisfy { $0.operation != nil })
    }

    private static func good(_ request: HostileServer.Request, _ own: String) -> HostileServer.Answer {
        HostileServer.Answer(request.operation?.answer(storage: own).text ?? "?")
    }

    @Test(arguments: HostileAnswer.replacements.indices)
    func replacedValuesDoNoHarm(_ index: Int) async throws {
        let (name, json) = HostileAnswer.replacements[index]
        let place = Counter()
        examine(
            try await run(
                Deed(testDescription: name) { request, own, _ in
                    guard let answer = request.operation?.answer(storage: own) else { return HostileServer.Answer("?") }
                    // A different place each time; the whole only now and then, since nothing else is looked at then.
                    let place = (place.next() + index) % HostileAnswer.places(in: answer)
                    return HostileServer.Answer(HostileAnswer.text(of: answer, replacing: place, by: json))
                }))
    }

    @Test(arguments: deeds)
    func deedsDoNoHarm(_ deed: Deed) async throws {
        examine(try await run(deed))
    }

    private static let words = HostileAnswer.controls.replacing("\n", with: "\\n").unicodeScalars.reduce(into: "") {
        $0 += $1.value < 0x20 ? "\\u00" + ($1.value < 16 ? "0" : "") + String($1.value, radix: 16) : String($1)
    }

    /// An answer in which each text holds the caller's key.
    private static func echo(_ request: HostileServer.Request, _ own: String, _ key: String) -> HostileServer.Answer {
        var text = good(request, own).body
        for value in ["\"a\"", "\"n\"", "\"m\"", "\"Short\"", "\"text\""] {
            text = text.replacing(value, with: "\"\(key)\"")
        }
        text = text.replacing("https://www.example.gov.sg/a", with: "https://www.example.gov.sg/?k=\(key)")
            .replacing("a@b.gov.sg", with: key)
        return HostileServer.Answer(text, headers: [("X-Echo", request.key), ("Set-Cookie", "sid=\(request.key)")])
    }

    private static func link(_ request: HostileServer.Request, _ own: String, to url: String) -> HostileServer.Answer {
        switch request.operation {
        case .uploadLink, .appendLink, .initiateDownload, .pollDownload:
            HostileServer.Answer("{\"code\":0,\"data\":{\"url\":\"\(url)\"}}")
        default: good(request, own)
        }
    }

    static let deeds: [Deed] =
        [
            Deed(testDescription: "401 with controls and the key") { request, _, _ in
                HostileServer.Answer("{\"message\":\"bad \(request.key) \(words)\"}", status: 401)
            },
            Deed(testDescription: "400 with controls and the key") { request, _, _ in
                HostileServer.Answer("{\"message\":\"no \(words) \(request.key)\",\"type\":\"x\"}", status: 400)
            },
            Deed(testDescription: "a page with controls") { request, _, _ in
                HostileServer.Answer("<html>\(HostileAnswer.controls)\(request.key)</html>", status: 502)
            },
            Deed(testDescription: "the key in good answers") { request, own, _ in echo(request, own, request.key) },
            Deed(testDescription: "the key with escapes") { request, own, _ in
                let digits = request.key.utf8.map { "\\u00" + String($0, radix: 16) }.joined()
                return echo(request, own, digits)
            },
            Deed(testDescription: "the key with percent signs") { request, own, _ in
                echo(request, own, request.key.utf8.map { "%" + String($0, radix: 16) }.joined())
            },
            Deed(testDescription: "a wish to wait for ever") { _, _, _ in
                HostileServer.Answer(
                    "{}", status: 503, headers: [("Retry-After", String(repeating: "9", count: 400))])
            },
            Deed(testDescription: "a redirect") { _, _, other in
                HostileServer.Answer("", status: 307, headers: [("Location", "http://\(other)/stolen")])
            },
            Deed(testDescription: "a storage that redirects") { request, own, other in
                request.operation == .get || request.operation == .put
                    ? HostileServer.Answer("", status: 302, headers: [("Location", "http://\(other)/stolen")])
                    : good(request, own)
            },
            Deed(testDescription: "a storage that tells the signature") { request, own, _ in
                request.operation == .put || request.operation == .get
                    ? HostileServer.Answer(
                        "<Error><Code>Denied</Code><Message>\(words) \(own)\(request.path)</Message></Error>",
                        status: 403)
                    : good(request, own)
            },
            Deed(testDescription: "a header of the request's own") { request, own, _ in
                link(
                    request, own,
                    to: "\(own)/storage/put?X-Amz-SignedHeaders=host%3Bauthorization&authorization=Bearer%20x")
            },
        ]
        + [
            "\\/": "/", "\\u002f": "/", "\\u0026": "&", "\\u003D": "=", "\\u003f": "?", "%3D": "=",
        ].map { escape, character in
            Deed(testDescription: "signed links with \(escape)") { request, own, _ in
                let url = "\(own)/storage/put.csv?X-Amz-Algorithm=A&X-Amz-Signature=\(HostileAnswer.signature)"
                return link(request, own, to: url.replacing(character, with: escape))
            }
        }
        + [
            "http://OTHER/x", "http://USER@OTHER/x", "HTTP://OTHER/x", "//OTHER/x", "http:\\/\\/OTHER\\/x",
            "ftp://OTHER/x",
            "http://OTHER\\\\.127.0.0.1/x", "http://2130706433:1/x", "http://[::ffff:127.0.0.1]:1/x",
            "file:///etc/passwd",
            "http://127.1:1/x", "http://localhost.:1/x", "http://storage.example/x", "http://169.254.169.254/x",
        ].map { url in
            Deed(testDescription: "a link to \(url)") { request, own, other in
                link(request, own, to: url.replacing("OTHER", with: other))
            }
        }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        func next() -> Int {
            count.withLock {
                $0 += 1; return $0
            }
        }
    }
}
