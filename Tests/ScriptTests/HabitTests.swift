import Catalogue
import ScriptModules
import TestSupport
import Testing

/// Habits of other languages get a hint, wherever they are met.
struct HabitTests {
    private let scratch = ScratchFolder()

    /// Every habit by its own example, in `check`: what does not compile.
    @Test func everyHabitOfSyntaxHasAHint() async throws {
        for (index, habit) in Habit.syntax.enumerated() {
            try scratch.file("habit\(index).lua", "local a, b = 1, 2\n\(habit.example)\n")
        }
        let checked = try await Command.run(["check", "."], in: scratch.path)
        for (index, habit) in Habit.syntax.enumerated() {
            let lines = checked.output.components(of: "habit\(index).lua:")
            #expect(lines.contains("\n  hint: \(habit.hint)\n"), "\(habit.name): \(lines)")
        }
        let run = try await Command.run(["-e", "import json"], in: scratch.path)
        #expect(
            run.errors == """
                error: (command line):1: syntax error near 'json'
                  hint: Everything is loaded already; there is no import.

                """)
    }

    /// Every habit by its own example, in `run`: what compiles and fails.
    @Test func everyHabitOfRunningHasAHint() async throws {
        for habit in Habit.runtime {
            let result = try await Command.run(["-e", habit.example], in: scratch.path)
            #expect(result.errors.contains("\n  hint: \(habit.hint)\n"), "\(habit.name): \(result.errors)")
        }
    }

    /// A misspelt column, with the column that is meant and the way to read one that may be missing.
    @Test func aMisspeltColumnHasAHint() async throws {
        try scratch.file("a.csv", "url,slug\nhttps://www.example.gov.sg,a\n")
        try scratch.file("a.lua", "for row in csv.rows(\"a.csv\") do\n  print(rawget(row, \"ur1\"), row.ur1)\nend\n")
        let result = try await Command.run(["run", "a.lua"], in: scratch.path)
        #expect(
            result.errors == """
                error: a.lua:2: a.csv has no column 'ur1'; there are 'url', 'slug'
                  hint: Did you mean the column 'url'? A field that may be missing is read with rawget(row, "ur1").

                """)
        #expect(result.output == "")
    }

    /// An error has its hint wherever it is told: in the item of a run, in its record, in what is exported and saved.
    @Test func hintsAreNotLostInRuns() async throws {
        try scratch.file("links.csv", "slug,url\na,https://www.example.gov.sg/a\n")
        try scratch.file(
            "lib.lua", "return function(row)\n  return links.craete(row.url)\nend\n")
        try scratch.file(
            "job.lua",
            """
            local make = require("lib")
            bulk.each("own", csv.rows("links.csv"), function(row)
              return links.craete(row.url)
            end, { key = "slug", save = "saved.csv" })
            bulk.each("lib", csv.rows("links.csv"), make, { key = "slug" })

            """)
        let hint = "There is no links.craete. Did you mean links.create?"
        let environment = ["GOVSCRIPT_STATE_DIR": scratch.path + "/state"]
        let run = try await Command.run(["run", "--sandbox", "job.lua"], in: scratch.path, environment: environment)
        #expect(run.errors.components(separatedBy: "  hint: \(hint)\n").count == 3, "\(run.errors)")
        #expect(try scratch.text("saved.csv").contains(hint))
        for name in ["own", "lib"] {
            let shown = try await Command.run(
                ["runs", "show", name, "--failed"], in: scratch.path, environment: environment)
            #expect(shown.output.contains("hint: \(hint)"), "\(shown.output)\(shown.errors)")
            let exported = try await Command.run(
                ["runs", "export", name], in: scratch.path, environment: environment)
            #expect(exported.output.contains(hint), "\(exported.output)\(exported.errors)")
        }
    }

    @Test func aTaskThatNothingWaitsForHasItsHint() async throws {
        let result = try await Command.run(
            ["run", "--sandbox", "-e", "task.spawn(function() links.craete() end)"], in: scratch.path)
        #expect(
            result.errors.contains("  hint: There is no links.craete. Did you mean links.create?"), "\(result.errors)")
    }

    @Test(arguments: [
        ("import json", "Everything is loaded already; there is no import."),
        ("from csv import reader", "Everything is loaded already; there is no import."),
        ("print links.list()", "A call needs parentheses: print(links.list())"),
        (
            "links.create(url=\"https://a.gov.sg\")",
            "Arguments have no names: links.create(\"https://a.gov.sg\")"
        ),
        (
            "links.create(\"https://a.gov.sg\", shortUrl=\"x\")",
            "Options go in braces: links.create(\"https://a.gov.sg\", { shortUrl = \"x\" })"
        ),
        ("links.list(search: \"x\")", "Options go in braces: links.list({ searchText = \"x\" })"),
        (
            "links.create(\"https://a.gov.sg\", \"x\")",
            "Options go in braces: links.create(longUrl, { shortUrl = \"x\" })"
        ),
        ("links.list(\"spring\")", "Options go in braces: links.list({ searchText = \"spring\" })"),
        ("if x != 5 then print(1) end", "Lua writes ~= for not equal: x ~= 5"),
        ("if x = 5 then print(1) end", "Use == to compare: x == 5"),
        ("x += 1", "Lua has no +=: write x = x + 1"),
        ("s += \"a\"", "Lua has no +=: write s = s .. \"a\""),
        ("x++", "Lua has no ++: write x = x + 1"),
        ("++x", "Lua has no ++: write x = x + 1"),
        ("a = [1,2,3]", "A list is written in braces: { 1,2,3 }"),
        ("t = { shortUrl: \"c\" }", "A field is written with =: { shortUrl = \"c\" }"),
        ("t = {\n  shortUrl: \"c\",\n}", "A field is written with =: shortUrl = \"c\""),
        ("t = {\"a\" = 1}", "A field is written with =: { a = 1 }"),
        ("n = n ** 2", "Lua writes ^ for a power: n ^ 2"),
        ("if row.url is None then end", "Lua compares with ==: row.url == nil"),
        ("x = f\"{n} links\"", "A text is filled in with format: (\"%s links\"):format(n)"),
        ("x = \"a\".upper()", "Use (\"a\"):upper()."),
        ("x = \",\".join(t)", "Use table.concat(t, \",\")."),
        ("x = 1\n# comment", "A comment begins with two hyphens: -- comment"),
        ("def f(x): return x", "A function is written: local function f(x) … end"),
        ("for (let i = 0; i < 3; i++) {", "A loop over numbers is written: for i = 0, 2 do … end"),
        ("for i in range(2, n):", "A loop over numbers is written: for i = 2, n - 1 do … end"),
        (
            "for r in csv.rows(\"a.csv\"):",
            "A block begins with do and ends with end: for r in csv.rows(\"a.csv\") do … end"
        ),
        (
            "if a then\n  b()\nelse if c then\n  d()\nend\n",
            "Lua writes elseif, in one word: elseif c then (line 3)"
        ),
        ("rows = {} rows.append(1)", "Use table.insert(rows, 1)."),
        ("link.create(\"x\")", "There is no link. Did you mean links.create?"),
        ("console.log(\"a\")", "Use print(\"a\")."),
        ("len(\"abc\")", "The length of \"abc\" is #\"abc\"."),
        ("for l in links.list() do print(l) end", "Use ipairs: for _, l in ipairs(links.list()) do … end"),
        ("links:list()", "Call it with a dot: links.list(…)"),
        ("links.lst()", "There is no links.lst. Did you mean links.list?"),
        (
            "links.delete(\"x\")",
            "There is no links.delete. Links cannot be deleted; links.update(name, { state = \"INACTIVE\" }) switches one off."
        ),
        ("local a = {} print(a[0].b)", "Lists start at 1: a[1]"),
        ("print(\"a\" + \"b\")", "Text is joined with two dots: \"a\" .. \"b\""),
        ("print(string.fnd(\"a\"))", "There is no string.fnd. Did you mean string.find?"),
        ("prnt(1)", "There is no function prnt. Did you mean print?"),
        ("print(“a”)", "There is a curly quote (U+201C) in this line, which looks like something else. Retype it."),
        ("x\u{A0}= 1", "There is a no-break space (U+00A0) in this line, which looks like something else. Retype it."),
    ])
    func aScriptIsHelped(_ code: String, _ hint: String) async throws {
        let result = try await Command.run(["run", "--sandbox", "-e", code], in: scratch.path)
        #expect(result.errors.contains("\n  hint: \(hint)\n"), "\(result.errors)")
    }

    /// A name that is near in meaning only.
    @Test(arguments: [
        ("links.list({ search = \"x\" })", "searchText"), ("links.list({ query = \"x\" })", "searchText"),
        ("links.list({ max = 5 })", "limit"), ("links.list({ status = \"ACTIVE\" })", "state"),
        ("links.create(\"https://a.gov.sg\", { name = \"x\" })", "shortUrl"),
        ("links.create(\"https://a.gov.sg\", { slug = \"x\" })", "shortUrl"),
        ("csv.rows(\"x.csv\", { delimiter = \";\" })", "separator"),
        ("csv.write(\"x.csv\", {}, { fieldnames = {} })", "header"),
        ("task.map({}, print, { concurrency = 2 })", "workers"),
    ])
    func anOptionIsFoundByItsMeaning(_ code: String, _ option: String) async throws {
        let run = try await Command.run(["run", "--sandbox", "-e", code], in: scratch.path)
        #expect(run.errors.contains("; did you mean '\(option)'?"), "\(run.errors)")
        let check = try await Command.run(["check", "-"], in: scratch.path, input: code)
        #expect(check.output.contains("; did you mean '\(option)'?"), "\(check.output)")
    }

    /// What compiles and cannot work has the same hint in `check`.
    @Test(arguments: [
        ("print(len(args))", "The length of args is #args."), ("print(str(5))", "Use tostring(5)."),
        ("console.log(\"a\")", "Use print(\"a\")."), ("local x = null print(x)", "Lua writes nil for null."),
        ("local x = True print(x)", "Lua writes true for True."),
        ("local x = f\"a{1}\" print(x)", "A text is filled in with format: (\"a%s\"):format(1)"),
        ("links.list(\"a\")", "Options go in braces: links.list({ searchText = \"a\" })"),
    ])
    func checkHelpsWithWhatCompiles(_ code: String, _ hint: String) async throws {
        let result = try await Command.run(["check", "-"], in: scratch.path, input: code)
        #expect(result.output.contains("\n  hint: \(hint)\n"), "\(result.output)")
    }

    /// What merely looks like a habit gets no hint.
    @Test(arguments: [
        "print('import json' .. nil .. 'x')", "local x = '!=' error('x')", "local f = function() end f().x = 1",
        "local t = {} t.x.y = 1 -- x += 1, if x: do", "local try = 5 try.x.y = 1", "error('x ** 2')",
    ])
    func textInQuotesIsNoHabit(_ code: String) async throws {
        let result = try await Command.run(["-e", code], in: scratch.path)
        for words in ["hint: Everything", "~=", "hint: Lua", "hint: Errors", "hint: A block"] {
            #expect(!result.errors.contains(words), "\(result.errors)")
        }
    }
}

extension String {
    /// What is said of the first finding that begins so, up to the next finding.
    fileprivate func components(of start: String) -> String {
        guard let range = firstRange(of: start) else { return "" }
        var lines: [Substring] = []
        for line in self[range.lowerBound...].split(separator: "\n") {
            if !lines.isEmpty, !line.hasPrefix("  hint: ") { break }
            lines.append(line)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    fileprivate func components(separatedBy text: String) -> [Substring] {
        split(separator: text, omittingEmptySubsequences: false)
    }
}
