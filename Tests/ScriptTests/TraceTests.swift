import ApiEmulator
import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// `--trace`, `--trace-har` and `-v`: everything is shown but keys.
struct TraceTests {
    private let scratch = ScratchFolder()

    private func run(
        _ words: [String], faults: String = "", seed: [LinkSeed] = []
    ) async throws -> (result: ChildProcess.Result, access: EmulatorAccess) {
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        configuration.links = seed
        configuration.faults = try Faults(faults)
        return try await EmulatorServer.serving(configuration) { _, access in
            (try await Command.run(["run"] + words, in: scratch.path, environment: access.variables), access)
        }
    }

    @Test func everyAttemptAndRetryIsShown() async throws {
        let (result, access) = try await run(
            ["--trace", "-e", "links.create('https://www.example.gov.sg/a', { shortUrl = 'a' })"],
            faults: "go:500-after@1")
        #expect(result.status == 0, "\(result.errors)")
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 5, "\(result.errors)")
        let first = try Regex(
            #"[0-9:.]+ links\.create #1: POST http://127\.0\.0\.1:[0-9]+/go/api/v1/urls: "#
                + #"50[0-9], [0-9]+\.[0-9]{3} s(, after .* for its slot)?"#)
        #expect(try first.wholeMatch(in: lines[0]) != nil, "\(lines[0])")
        #expect(lines[1].hasPrefix("  > Authorization: <redacted>; Accept: application/json; "))
        let retry = try Regex(
            #"[0-9:.]+ links\.create #1: looks whether it was done (in [0-9.]+ s|at once): HTTP 50.*"#)
        #expect(try retry.wholeMatch(in: lines[2]) != nil, "\(lines[2])")
        #expect(lines[3].contains("links.create #2: GET \(access.goUrl)/v1/urls?limit=1000&offset=0&searchText=a"))
        #expect(!result.errors.contains(access.goKey))
    }

    @Test func theArchiveHasWhatTheFormatRequires() async throws {
        try scratch.file("rows.csv", "short_url,long_url,created_at\na,https://www.example.gov.sg/a,2026-01-31\n")
        let code = """
            links.create('https://www.example.gov.sg/a', { shortUrl = 'a' })
            datagov.publish('\(DatasetSeed.shortLinksId)', 'rows.csv')
            error('ends badly', 0)
            """
        let (result, access) = try await run(["--trace-har", "out.har", "-e", code], faults: "go:drop-after@1")
        #expect(result.errors == "error: ends badly\n")
        let text = try scratch.text("out.har")
        for secret in [access.goKey, access.datagovKey, "Signature", "X-Amz"] { #expect(!text.contains(secret)) }
        let attributes = try FileManager.default.attributesOfItem(atPath: scratch("out.har"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)

        let archive = try JSONDecoder().decode(Archive.self, from: Data(text.utf8)).log
        #expect(archive.version == "1.2")
        #expect(archive.creator.name == "govscript")
        let first = try #require(archive.entries.first)
        #expect(first.request.method == "POST")
        #expect(first.request.postData?.text.contains(#""shortUrl":"a""#) == true)
        #expect(first.request.postData?.mimeType == "application/json")
        #expect(first.response.status == 0)
        #expect(first.response.error == "the connection was closed before the answer had arrived")
        let second = try #require(archive.entries.dropFirst().first)
        #expect(second.request.queryString.contains(Archive.Pair(name: "searchText", value: "a")))
        #expect(second.response.content.text?.contains(#""shortUrl":"a""#) == true)
        #expect(archive.entries.contains { $0.request.method == "PUT" && $0.request.url.hasSuffix("?…") })
        for entry in archive.entries {
            #expect(entry.startedDateTime.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|\+\d\d:\d\d)/) != nil)
            let parts = entry.timings
            #expect(abs(entry.time - (parts.blocked + parts.send + parts.wait + parts.receive)) < 0.001)
        }
    }

    @Test func theArchiveOfAProcessThatWasKilledOpens() async throws {
        try scratch.file(
            "run.sh",
            """
            "$1/govscript" run --trace-har out.har -e "
              links.list() print('ready') io.stdout:flush() while true do end" > output & pid=$!
            while ! grep -q ready output; do :; done
            kill -9 $pid; wait $pid 2> /dev/null
            exit 0
            """)
        let result = try await EmulatorServer.serving { _, access in
            let exports = access.variables.map { "export \($0)='\($1)'\n" }.joined()
            try scratch.file("run.sh", exports + (try scratch.text("run.sh")))
            return try await Command.shell(["run.sh", Command.builtFolder], in: scratch.path)
        }
        #expect(result.status == 0, "\(result.errors)")
        let archive = try JSONDecoder().decode(Archive.self, from: Data(try scratch.text("out.har").utf8))
        #expect(archive.log.entries.count == 1)
    }

    @Test func aFileThatCannotBeWrittenIsNamed() async throws {
        let (result, _) = try await run(["--trace-har", "none/out.har", "-e", ""])
        #expect(result.errors == "error: --trace-har: cannot write none/out.har: no such file or directory\n")
        #expect(result.status == 73)
    }

    /// The emulator answers with the link, and so with the caller's own key that is in it.
    @Test func aKeyThatTheServiceRepeatsIsNotShown() async throws {
        let key = try #require(EmulatorAccount.ready.first { $0.service == .go }?.key)
        try scratch.file(
            "run.sh",
            """
            "$1/govscript" emulator > settings & pid=$!
            while ! grep -q DATAGOV_API_KEY settings; do :; done
            . ./settings
            export GOVSCRIPT_STATE_DIR=$PWD/state
            "$1/govscript" run -v --trace --trace-har out.har -e "
              local link = links.create('https://www.example.gov.sg/\(key)')
              log.debug('debug', link.longUrl) log.error(link) error('\(key)')"
            kill -INT $pid; wait $pid
            """)
        let result = try await Command.shell(["run.sh", Command.builtFolder], in: scratch.path)
        #expect(!result.errors.contains(key) && !result.output.contains(key), "\(result.errors)")
        #expect(!(try scratch.text("out.har").contains(key)))
        #expect(result.errors.contains("debug debug https://www.example.gov.sg/[key]\n"), "\(result.errors)")
        #expect(result.errors.contains("error: (command line):3: [key]\n"), "\(result.errors)")
        #expect(try scratch.text("out.har").contains("https://www.example.gov.sg/[key]"))
    }
}

/// The fields that HAR 1.2 requires, none of them optional here.
private struct Archive: Decodable {
    struct Pair: Decodable, Equatable {
        var name: String
        var value: String
    }
    struct Creator: Decodable {
        var name: String
        var version: String
    }
    struct Cookie: Decodable { var name: String }
    struct PostData: Decodable {
        var mimeType: String
        var text: String
        var params: [Pair]
    }
    struct Request: Decodable {
        var method: String
        var url: String
        var httpVersion: String
        var cookies: [Cookie]
        var headers: [Pair]
        var queryString: [Pair]
        var postData: PostData?
        var headersSize: Int
        var bodySize: Int
    }
    struct Content: Decodable {
        var size: Int
        var mimeType: String
        var text: String?
    }
    struct Response: Decodable {
        var status: Int
        var statusText: String
        var httpVersion: String
        var cookies: [Cookie]
        var headers: [Pair]
        var content: Content
        var redirectURL: String
        var headersSize: Int
        var bodySize: Int
        var error: String?

        enum CodingKeys: String, CodingKey {
            case status, statusText, httpVersion, cookies, headers, content, redirectURL, headersSize, bodySize
            case error = "_error"
        }
    }
    struct Timings: Decodable {
        var blocked: Double
        var send: Double
        var wait: Double
        var receive: Double
    }
    struct Cache: Decodable {}
    struct Entry: Decodable {
        var startedDateTime: String
        var time: Double
        var request: Request
        var response: Response
        var cache: Cache
        var timings: Timings
    }
    struct Log: Decodable {
        var version: String
        var creator: Creator
        var entries: [Entry]
    }
    var log: Log
}
