import TerminalSupport
import TestSupport
import Testing

/// What a person sees at the prompt on screens of the usual widths.
struct PromptScreenTests {
    private let scratch = ScratchFolder()

    /// The rows after `lines` were entered, from the first that begins with `first`; times are `<time>`.
    private func rows(
        after lines: [String], from first: String, columns: Int, variables: [String: String] = [:]
    ) async throws -> [String] {
        let folder = scratch.path
        let environment = variables.merging(["GOVSCRIPT_STATE_DIR": folder + "/state", "HOME": "/nonexistent"]) { $1 }
        return try await Program.aside {
            let command = "cd \(folder); \(Program.folder)govscript repl --sandbox; cat"
            let screen = try Screen(command, columns: columns, rows: 24, environment: environment)
            try screen.expect("sandbox go>")
            for line in lines { try Self.enter(line, on: screen) }
            try screen.type("'the end'\n")
            try screen.expect("\"the end\"", "sandbox go>")
            let rows = try screen.rows().dropLast(3).map {
                $0.replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d/#, with: "<time>")
            }
            return Array(rows.drop { !$0.hasPrefix(first) })
        }
    }

    /// Types a line and waits for the prompt after it: what is typed before that is echoed as well.
    private static func enter(_ line: String, on screen: Screen) throws {
        let before = try screen.rows().count
        try screen.type(line + "\n")
        let end = ContinuousClock.now + .seconds(30)
        var rows = try screen.rows()
        while rows.count <= before || rows.last != "sandbox go>", ContinuousClock.now < end { rows = try screen.rows() }
    }

    private static let create =
        "for i = 1, 2 do links.create('https://www.example.gov.sg/programmes/spring/2026/' .. i, "
        + "{ shortUrl = 'spring-' .. i }) end"

    @Test(arguments: [
        (
            80,
            """
            shortUrl  longUrl                               state   clicks  createdAt
            spring-2  https://www.exampl…mes/spring/2026/2  ACTIVE       0  <time>
            spring-1  https://www.exampl…mes/spring/2026/1  ACTIVE       0  <time>
            2 links
            (2 columns hidden: updatedAt, existing)
            """
        ),
        (
            120,
            """
            shortUrl  longUrl                                              state   clicks  createdAt         updatedAt
            spring-2  https://www.example.gov.sg/programmes/spring/2026/2  ACTIVE       0  <time>  <time>
            spring-1  https://www.example.gov.sg/programmes/spring/2026/1  ACTIVE       0  <time>  <time>
            2 links
            (1 column hidden: existing)
            """
        ),
    ])
    func aListFitsTheScreen(_ columns: Int, _ expected: String) async throws {
        let rows = try await rows(after: [Self.create, "links.list()"], from: "shortUrl", columns: columns)
        #expect(rows.joined(separator: "\n") == expected)
    }

    /// Neither a style nor a sequence that moves the cursor reaches a terminal that can do nothing.
    @Test(arguments: [["TERM": "dumb"], ["NO_COLOR": "1"]])
    func aPlainScreenShowsTheSame(_ variables: [String: String]) async throws {
        let rows = try await rows(
            after: ["links.update('a', { longUrl = 'http://www.example.gov.sg/a/page/of/some/length' })"],
            from: "error:",
            columns: 80, variables: variables)
        #expect(
            rows.joined(separator: "\n") == """
                error: links.update: argument #2 'changes': field "longUrl": Only HTTPS URLs are
                  allowed. (http://www.example.gov.sg/a/page/of/some/length)
                  hint: Give a URL that starts with https://.
                """)
    }

    /// No word of an address or a hint is broken at the edge of the screen, in a command's output either.
    @Test(arguments: [60, 80])
    func linesOfCommandsAreBrokenAtBlanks(_ columns: Int) async throws {
        try scratch.file("rows.csv", "url,slug\nhttp://www.example.gov.sg/programmes/spring/2026/42,spring-2026\n")
        let rows = try await rows(
            after: [
                "r = bulk.each('x', csv.rows('rows.csv'), function(row) return links.create(row.url) end, { key = 'slug' })",
                ".runs show x",
            ], from: "  failed  rows.csv", columns: columns)
        #expect(
            rows.joined(separator: "\n")
                == (columns == 60
                    ? """
                      failed  rows.csv:2: "spring-2026": column 'url': Only
                        HTTPS URLs are allowed.
                        (http://www.example.gov.sg/programmes/spring/2026/42)
                          hint: Give a URL that starts with https://.
                    """
                    : """
                      failed  rows.csv:2: "spring-2026": column 'url': Only HTTPS URLs are allowed.
                        (http://www.example.gov.sg/programmes/spring/2026/42)
                          hint: Give a URL that starts with https://.
                    """))
    }

    /// `print` breaks what it makes of a table, and a report, between fields and at blanks.
    @Test(arguments: [
        (
            80,
            """
            {
              shortUrl = "a",
              longUrl =
                "https://www.example.gov.sg/programmes/spring/2026/registration/page/1",
              state = "ACTIVE",
              clicks = 0,
              existing = false,
            }
            sandbox go> print(r)
            a: 0 done, 1 failed; took 0 s
              1 data
                item 1: "x": column 'url': Only HTTPS URLs are allowed.
                  (http://www.example.gov.sg/programmes/spring/2026/registration/page/1)
                  hint: Give a URL that starts with https://.
              see all: govscript runs show a --failed
            """
        ),
        (
            120,
            """
            {
              shortUrl = "a",
              longUrl = "https://www.example.gov.sg/programmes/spring/2026/registration/page/1",
              state = "ACTIVE",
              clicks = 0,
              existing = false,
            }
            sandbox go> print(r)
            a: 0 done, 1 failed; took 0 s
              1 data
                item 1: "x": column 'url': Only HTTPS URLs are allowed.
                  (http://www.example.gov.sg/programmes/spring/2026/registration/page/1)
                  hint: Give a URL that starts with https://.
              see all: govscript runs show a --failed
            """
        ),
    ])
    func printFitsTheScreen(_ columns: Int, _ expected: String) async throws {
        let address = "www.example.gov.sg/programmes/spring/2026/registration/page/1"
        let rows = try await rows(
            after: [
                "l = links.create('https://\(address)', { shortUrl = 'a' })", "l.createdAt, l.updatedAt = nil, nil",
                "r = bulk.each('a', { { slug = 'x', url = 'http://\(address)' } }, "
                    + "function(row) return links.create(row.url) end, { key = 'slug' })",
                "print(l)", "print(r)",
            ], from: "{", columns: columns)
        #expect(rows.joined(separator: "\n") == expected)
    }

    /// What a report says to type works where it is read.
    @Test func aCommandOfTheShellIsUnderstood() async throws {
        let rows = try await rows(
            after: ["govscript runs show nothing", "govscript check a.lua"], from: "sandbox go> govscript runs",
            columns: 80)
        #expect(rows.contains { $0.contains("nothing") && $0.hasPrefix("error:") }, "\(rows)")
        #expect(rows.contains { $0.contains("typed in a shell") }, "\(rows)")
    }

    @Test(arguments: [80, 120])
    func otherModesShowTheSameOnEveryScreen(_ columns: Int) async throws {
        let rows = try await rows(
            after: ["t = { { name = 'Museum', visitors = 40112 } }", "t", ".mode md", ".mode csv", ".mode table"],
            from: "name", columns: columns)
        #expect(
            rows.joined(separator: "\n") == """
                name    visitors
                Museum     40112
                sandbox go> .mode md
                | name | visitors |
                | --- | --- |
                | Museum | 40112 |
                sandbox go> .mode csv
                name,visitors
                Museum,40112
                sandbox go> .mode table
                name    visitors
                Museum     40112
                """)
    }

    /// What is longer than the screen goes to the pager, whole, and what fits does not.
    @Test(arguments: [80, 120])
    func longTextsGoToThePager(_ columns: Int) async throws {
        let rows = try await rows(
            after: ["help errors", "help time.now"], from: "sandbox go> help errors", columns: columns,
            variables: ["PAGER": "tee -a paged.txt | tail -1"])
        let paged = try scratch.text("paged.txt").split(separator: "\n", omittingEmptySubsequences: false)
        #expect(paged.count > 24 && !paged.contains { $0.contains("time.now(") })
        #expect(rows.count > 2 && rows.contains { $0.hasPrefix("time.now(") })
        #expect(rows.dropFirst().first == paged.dropLast().last.map(String.init))
    }

    @Test func anEmptyPagerIsNone() async throws {
        let rows = try await rows(
            after: ["help errors"], from: "", columns: 80, variables: ["PAGER": ""])
        #expect(rows.count > 20 && rows.contains { $0.contains("exit-codes") })
    }
}
