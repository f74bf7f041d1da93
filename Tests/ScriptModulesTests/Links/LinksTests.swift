import ApiClients
import Catalogue
import FoundationEssentials
import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// `links` as scripts see it, over a transport that answers from memory.
struct LinksTests {
    /// The nearest name, by letters or by meaning, as `check` says it.
    @Test(arguments: [
        ("links.update('a', { url = 'https://a.sg' })", "'changes': field \"url\": unknown; did you mean 'longUrl'?"),
        ("links.update('a', { staet = 'ACTIVE' })", "'changes': field \"staet\": unknown; did you mean 'state'?"),
        ("links.update('a', { zzz = 1 })", "'changes': field \"zzz\": unknown; known: longUrl, state"),
        ("links.update('a', { [true] = 1 })", "'changes': field true: unknown; known: longUrl, state"),
        ("links.check({}, { columns = { ulr = 'a' } })", "field \"ulr\": unknown; did you mean 'url'?"),
        ("links.check({}, { columns = { shortUrl = 'a' } })", "field \"shortUrl\": unknown; did you mean 'slug'?"),
        ("links.check({}, { columns = { zzz = 'a' } })", "field \"zzz\": unknown; known: slug, url"),
    ]) func unknownFieldsNameTheNearest(_ script: String, _ words: String) async throws {
        let problem = try await ScriptBench().problem(script)
        #expect(problem.hasSuffix(words), "\(problem)")
    }

    private static func link(_ name: String, _ target: String = "https://www.example.gov.sg/a") -> String {
        """
        {"shortUrl":"\(name)","longUrl":"\(target)","state":"ACTIVE","clicks":3,\
        "createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-02T00:00:00.000Z"}
        """
    }

    private static func page(_ names: [String], of count: Int? = nil) -> ScriptedAnswer {
        .json(200, #"{"urls":[\#(names.map { link($0) }.joined(separator: ","))],"count":\#(count ?? names.count)}"#)
    }

    private func bench(_ answers: [ScriptedAnswer]) -> (ScriptBench, ScriptedTransport) {
        let transport = ScriptedTransport(answers)
        var bench = ScriptBench()
        bench.services = .links(over: transport)
        return (bench, transport)
    }

    @Test func aLinkIsARecord() async throws {
        let (bench, transport) = bench([.json(200, Self.link("abc"))])
        let script = """
            local link = links.create("https://www.example.gov.sg/a", { shortUrl = "abc" })
            return table.concat({ link.shortUrl, link.longUrl, link.state, link.clicks, tostring(link.existing) }, " ")
            """
        #expect(try await bench.text(script) == "abc https://www.example.gov.sg/a ACTIVE 3 false")
        #expect(transport.requests.map(\.url) == ["https://go.example/api/v1/urls"])
    }

    @Test func aLinkThatIsNotThereIsNil() async throws {
        let (bench, _) = bench([Self.page([])])
        #expect(try await bench.text("return links.get('abc')") == "nil")
    }

    @Test func aPageComesWithTheNumberOfAll() async throws {
        let (bench, _) = bench([Self.page(["a", "b"], of: 7)])
        let script = "local page, count = links.list({ limit = 2 }) return #page .. ' ' .. count"
        #expect(try await bench.text(script) == "2 7")
    }

    /// A page begins with the last link of the one before.
    @Test func eachGoesThroughAllPages() async throws {
        let (bench, _) = bench([
            Self.page((0..<1000).map { "a\($0)" }, of: 1001), Self.page(["a999", "last"], of: 1001),
        ])
        let script = "local n, last = 0 for link in links.each() do n, last = n + 1, link.shortUrl end return n .. last"
        #expect(try await bench.text(script) == "1001last")
    }

    @Test func aServiceIsChosen() async throws {
        let (bench, transport) = bench([Self.page([]), Self.page([])])
        let script = """
            local forsg = links.on("forsg")
            forsg.list()
            links.list()
            local names = {}
            for name in pairs(forsg) do names[#names + 1] = name end
            table.sort(names)
            return table.concat(names, " ")
            """
        #expect(try await bench.text(script) == "check create each get limits list update")
        #expect(
            transport.requests.map { String($0.url.prefix { $0 != "?" }) } == [
                "https://forsg.example/api/v1/urls", "https://go.example/api/v1/urls",
            ])
    }

    /// A gate that lets nothing through sees the writes of both services, and no request is sent.
    @Test func everyWritePassesTheGate() async throws {
        var (bench, transport) = bench([])
        let seen = Shared<[String]>([])
        bench.change = { modules in
            modules.gate = WriteGate { write in
                seen.change { $0.append("\(write.subject) \(write.signature.name)") }
                return [.string("stopped")]
            }
        }
        let script = """
            local forsg = links.on("forsg")
            for _, service in ipairs({ links, forsg }) do
              assert(service.create("https://www.example.gov.sg/a") == "stopped")
              assert(service.update("abc", { state = "INACTIVE" }) == "stopped")
            end
            """
        _ = try await bench.values(script)
        #expect(seen.value == ["go links.create", "go links.update", "forsg links.create", "forsg links.update"])
        #expect(transport.requests.isEmpty)
    }

    @Test func theServicesWordsReachTheScript() async throws {
        let words = #"{"message":"Short link \"abc\" is already used.","type":"ShortUrlError"}"#
        let (bench, _) = bench([.json(400, words), Self.page([])])
        let script = """
            local ok, problem = pcall(links.create, "https://www.example.gov.sg/a", { shortUrl = "abc" })
            return table.concat({ problem.kind, problem.service, problem.call, problem.status, problem.message }, "|")
            """
        let text = try await bench.text(script)
        #expect(text.hasPrefix("conflict|go|links.create|400|"), "\(text)")
        #expect(text.contains(#"Short link "abc" is already used."#), "\(text)")
    }

    @Test func limitsCountTheRequests() async throws {
        let (bench, _) = bench([Self.page([]), Self.page([])])
        let script = "links.list() links.list() local use = links.limits() return use.requests .. ' ' .. use.refusals"
        #expect(try await bench.text(script) == "2 0")
    }

    @Test(arguments: [
        ("{}", ""), ("{ { url = 'https://a.example.gov.sg', slug = 'one' } }", ""),
        ("{ { url = '', slug = '' }, { longUrl = 'https://a.example.gov.sg' } }", ""),
        (
            "{ { url = 'https://a.example.gov.sg', slug = 'a' }, { url = 'https://b.example.gov.sg', slug = 'a' } }",
            #"item 2: duplicate short URL "a", first used at item 1"#
        ),
        ("{ { slug = 'a' }, { slug = 'b' } }", "item 1: there is no column 'longUrl' or 'url'; there are 'slug'"),
        ("{ { url = '', slug = 'a' } }", "item 1: column 'url' is empty"),
        ("{ 5 }", "item 1: expected a table of named fields, got a number"),
    ])
    func checkFindsWhatIsWrong(_ rows: String, _ problem: String) async throws {
        let (bench, transport) = bench([])
        let script = """
            local texts = {}
            for _, problem in ipairs(links.check(\(rows))) do texts[#texts + 1] = problem.text end
            return table.concat(texts, "\\n")
            """
        #expect(try await bench.text(script) == problem)
        #expect(transport.requests.isEmpty)
    }

    @Test func checkTellsEveryReasonOfARow() async throws {
        let (bench, _) = bench([])
        let script = """
            local texts = {}
            local rows = {
              { url = "http://my_host.gov.sg/bit.ly", slug = "A b" }, { url = "https://a.gov.sg\\u{200B}", slug = "api" },
            }
            for _, problem in ipairs(links.check(rows)) do
              texts[#texts + 1] = problem.place .. " " .. problem.column .. " " .. problem.hint
            end
            return table.concat(texts, "\\n")
            """
        #expect(
            try await bench.text(script) == """
                item 1 slug There is a blank (U+0020) at character 2. Use lower-case letters, digits and hyphens only.
                item 1 url Give a URL that starts with https://.
                item 1 url The host name must not have '_' in it.
                item 1 url The services refuse "bit.ly" anywhere in a URL, also in its path and query.
                item 2 slug GoGovSG would create the link, but its API stands at that address. Choose another name.
                item 2 url Remove the character, or type it again.
                """)
    }

    @Test func checkTakesIteratorsRowsAndOtherColumns() async throws {
        let (bench, _) = bench([])
        let script = """
            local rows = { { to = "http://a.example.gov.sg", name = "A" } }
            local n = 0
            local function iterator() n = n + 1 return rows[n], "rows.csv:" .. n end
            local problems = links.check(iterator, { columns = { url = "to", slug = "name" } })
            local row = links.check({ url = "https://a.example.gov.sg", slug = "one" })
            return #problems .. " " .. problems[1].place .. " " .. problems[1].column .. " " .. problems[2].column
              .. " " .. tostring(row)
            """
        #expect(try await bench.text(script) == "2 rows.csv:1 name to nil")
        #expect(
            try await bench.problem("links.check({}, { columns = { link = 'to' } })")
                == "usage: links.check: option 'columns': field \"link\": unknown; did you mean 'url'?")
    }
}
