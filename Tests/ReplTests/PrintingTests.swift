import Glibc
import TerminalText
import Testing

@testable import Repl

/// How values look.
struct PrintingTests {
    private func printed(_ expression: String, columns: Int = 60) async throws -> String {
        try await Conversation.run([expression], columns: columns).text
    }

    @Test(arguments: [
        ("{}", "{}"), ("{ 1, 2.0, 'x' }", "{ 1, 2.0, \"x\" }"),
        ("{ b = 1, a = { c = {} } }", "{ a = { c = {} }, b = 1 }"),
        (
            "{ [10] = 1, [2] = 2, ['a b'] = 3, [true] = 4, ['end'] = 5 }",
            "{ [2] = 2, [10] = 1, [\"a b\"] = 3, [\"end\"] = 5, [true] = 4 }"
        ),
        ("print, math.huge, -0.0", "function <built in>\ninf\n-0.0"),
        ("'\\u{202E}\\u{9B}2J', '\\xff\\0'", "\"\\u{202E}\\u{9B}2J\"\n\"\\255\\0\""),
        ("setmetatable({}, { __tostring = function() return 'a\\27[2J\\nb' end })", "a\\27[2J\nb"),
    ])
    func fitsOnALine(_ expression: String, _ text: String) async throws {
        #expect(try await printed(expression) == text)
    }

    @Test func whatDoesNotFitIsIndented() async throws {
        #expect(
            try await printed(
                "{ name = 'a long enough name', list = { 1, 2, 3 }, deep = { a = 1, b = 'more than fits in here' } }",
                columns: 40)
                    == """
                    {
                      deep = {
                        a = 1,
                        b = "more than fits in here",
                      },
                      list = { 1, 2, 3 },
                      name = "a long enough name",
                    }
                    """)
    }

    @Test func cyclesAndDepthAreSafe() async throws {
        #expect(
            try await printed("(function() local t = { 1 } t.me = t return t end)()") == "{ 1, me = { -- itself } }")
        #expect(
            try await printed("(function() local t = { 1 } for i = 1, 1000 do t = { t } end return t end)()")
                == "{ { { { { { { … } } } } } } }")
    }

    @Test func longValuesAreCut() async throws {
        let list = try await printed("(function() local t = {} for i = 1, 5000 do t[i] = i end return t end)()")
        #expect(list.split(separator: "\n").count == 23 && list.hasSuffix("  20,\n  -- … and 4,980 more\n}"))
        let text = try await printed("('x'):rep(1234567)")
        #expect(text == "\"\(String(repeating: "x", count: 2000))…\"\n  (1,234,567 bytes)")
    }

    @Test func listsOfRecordsAreTables() async throws {
        #expect(
            try await printed(
                "{ { slug = 'a', clicks = 1000 }, { slug = 'long-name', clicks = 5, on = true }, { slug = 'é漢' } }")
                    == """
                    clicks  on    slug
                      1000        a
                         5  true  long-name
                                  é漢
                    """)
    }

    @Test func tablesAreCutToTheTerminal() async throws {
        let expression =
            "(function() local t = {} for i = 1, 5000 do t[i] = { id = i, url = ('x'):rep(100), z = 'z' } end return t end)()"
        let lines = try await printed(expression, columns: 40).split(separator: "\n").map(String.init)
        #expect(lines.count == 22)
        #expect(lines[0] == "id  url                                z")
        #expect(lines[1] == " 1  \(String(repeating: "x", count: 32))…  z")
        #expect(lines[21] == "20 of 5,000 rows")
        let narrow = try await printed(
            "{ { aaaaaaaa = 'aaaaaaaa', bbbbbbbb = 'bbbbbbbb', cccccccc = 'cccccccc' } }", columns: 20)
        #expect(narrow == "aaaaaaaa  bbbbbbbb\naaaaaaaa  bbbbbbbb\n(1 column hidden:\n  cccccccc)")
    }

    @Test func whatIsCopiedIsNeverCut() async throws {
        let id = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
        let table = try await printed(
            "{ { datasetId = '\(id)', createdAt = '2026-11-28T00:05:11.938Z', existing = false, "
                + "name = 'Daily Rainfall', format = 'CSV' }, { datasetId = '\(id)', existing = false, name = 'A', format = 'CSV' } }",
            columns: 60)
        #expect(
            table == """
                datasetId                           format  name
                \(id)  CSV     Daily Rainfall
                \(id)  CSV     A
                (2 columns hidden: createdAt, existing)
                """)
        let narrow = try await printed("{ { datasetId = '\(id)', format = 'CSV', name = 'Rain' } }", columns: 30)
        #expect(narrow == "datasetId\n\(id)\n(2 columns hidden: format,\n  name)")
    }

    /// Sentences are wrapped to their column and stand last; what is copied is whole.
    @Test func sentencesAreWrapped() async throws {
        let table = try await printed(
            "{ { text = 'Only HTTPS URLs are allowed. (http://a.sg)', place = 'links.csv:43', column = 'longUrl' }, "
                + "{ text = 'fine', place = 'links.csv:44', column = 'longUrl' } }",
            columns: 48)
        #expect(
            table == """
                column   place         text
                longUrl  links.csv:43  Only HTTPS URLs are
                                       allowed. (http://a.sg)
                longUrl  links.csv:44  fine
                """)
    }

    /// What other columns of the row say is not said again, and an address is whole on a line of its own.
    @Test func sentencesDoNotRepeatTheirRow() async throws {
        let table = try await printed(
            "{ { place = 'rows.csv:3', column = 'url', hint = 'Give another URL.', "
                + "text = \"rows.csv:3: column 'url': Only HTTPS URLs are allowed. "
                + "(http://www.example.gov.sg/programmes/spring/2026/1) Give another URL.\" }, "
                + "{ place = 'rows.csv:4', column = 'slug', text = \"rows.csv:4: column 'slug' is empty\" } }",
            columns: 60)
        #expect(
            table == """
                column  place       text
                url     rows.csv:3  Only HTTPS URLs are allowed.
                        (http://www.example.gov.sg/programmes/spring/2026/1)
                                    Give another URL.
                slug    rows.csv:4  column 'slug' is empty
                """)
    }

    /// An address that has room on a line of its own is not broken on any screen.
    @Test(arguments: [80, 100, 120, 160])
    func addressesAreNotBroken(_ columns: Int) async throws {
        let url = "https://www.example.gov.sg/programmes/spring/2026/registration/1"
        for value in ["{ longUrl = '\(url)', shortUrl = 'a' }", "{ inner = { longUrl = '\(url)' }, 1, 2 }"] {
            let lines = try await printed(value, columns: columns).split(separator: "\n")
            #expect(lines.contains { $0.contains(url) && $0.count <= columns }, "\(value)")
        }
    }

    @Test func addressesAreCutInTheMiddle() async throws {
        let table = try await printed(
            "{ { slug = 'a', url = 'https://www.example.gov.sg/programmes/spring/2026/42' } }", columns: 40)
        #expect(table == "slug  url\na     https://www.examp…s/spring/2026/42")
    }

    @Test(arguments: [
        ("2026-11-28T00:05:11.938Z", "2026-11-28 08:05"), ("2026-11-28T00:05:11Z", "2026-11-28 08:05"),
        ("2026-11-28T00:05:11+08:00", "2026-11-28 00:05"), ("2026-11-27T16:05:11-00:30", "2026-11-28 00:35"),
        ("2026-11-28", nil), ("a text of some twenty", nil), ("2026-11-28 00:05:11 UTC", nil),
    ])
    func timesAreShortAndLocal(_ text: String, _ short: String?) {
        let found = ShortTime.cell(text) { seconds in
            var seconds = seconds + 8 * 3600
            var time = tm()
            return gmtime_r(&seconds, &time) == nil ? nil : time
        }
        #expect(found == short)
    }

    @Test func mixedListsAreNoTables() async throws {
        #expect(try await printed("{ { a = 1 }, 2 }") == "{ { a = 1 }, 2 }")
        #expect(try await printed("{ { a = 1 }, { 1 } }") == "{ { a = 1 }, { 1 } }")
    }
}
