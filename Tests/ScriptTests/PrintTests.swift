import TestSupport
import Testing

/// What `print` makes of tables.
struct PrintTests {
    private let scratch = ScratchFolder()

    private func printed(_ script: String) async throws -> String {
        let result = try await Command.run(["run", "--sandbox", "-e", script], in: scratch.path)
        #expect(result.status == 0, "\(result.errors)")
        return result.output
    }

    @Test func recordsKeepTheOrderOfTheirDeclaration() async throws {
        let output = try await printed(
            """
            local link = links.create("https://www.example.gov.sg/a", { shortUrl = "a" })
            link.createdAt, link.updatedAt = nil, nil
            print(link)
            local page, count = links.list()
            for _, link in ipairs(page) do link.createdAt, link.updatedAt = nil, nil end
            print(page, count)
            """)
        let link =
            #"{ shortUrl = "a", longUrl = "https://www.example.gov.sg/a", state = "ACTIVE", clicks = 0, "#
            + "existing = false }"
        #expect(output == "\(link)\n{\n  \(link),\n}\t1\n")
    }

    @Test(
        arguments: [
            ("print({})", "{}"), ("print({ 1, 'a', { b = 2 } }, 'x')", #"{ 1, "a", { b = 2 } }\#tx"#),
            ("local t = {} t.t = t print(t)", "{ t = { -- itself } }"), ("print()", ""),
            ("print(nil, 1.0, 'a\\nb', true)", "nil\t1.0\ta\nb\ttrue"), ("print({ 'a\\27b' })", #"{ "a\27b" }"#),
            ("print(setmetatable({ 1 }, { __tostring = function() return 'own' end }))", "own"),
            ("print((tostring({}):gsub('0x%x+', 'address')))", "table: address"),
            (
                "print(pcall(print, setmetatable({}, { __tostring = function() return {} end })))",
                "false\t'__tostring' must return a string"
            ),
            ("print((select(2, pcall(print, setmetatable({}, { __name = 'Own' })))))", nil),
        ] as [(String, String?)])
    func onlyTablesWithoutWordsOfTheirOwnAreShown(_ script: String, _ line: String?) async throws {
        let output = try await printed(script)
        if let line { #expect(output == line + "\n") } else { #expect(output.hasPrefix("Own: 0x")) }
    }

    @Test func longListsAreCounted() async throws {
        let output = try await printed("local t = {} for i = 1, 1200 do t[i] = { n = i } end print(t)")
        #expect(output.hasSuffix("  { n = 1000 },\n  -- … and 200 more\n}\n"))
    }
}
