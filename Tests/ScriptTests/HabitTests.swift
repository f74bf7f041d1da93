import Catalogue
import ScriptModules
import TestSupport
import Testing

/// Habits of other languages get a hint, wherever they are met.
struct HabitTests {
    private let scratch = ScratchFolder()

    /// Every habit by its own example: in `check`, and in `run`.
    @Test func everyHabitHasAHint() async throws {
        for habit in Habit.syntax {
            try scratch.file("habit.lua", "local a, b = 1, 2\n\(habit.example)\n")
            let checked = try await Command.run(["check", "habit.lua"], in: scratch.path)
            let hint = habit.name == "look-alike" ? "There is a curly quote (U+201C) in this line" : habit.hint
            #expect(checked.output.contains("hint: \(hint)"), "\(habit.name): \(checked.output)\(checked.errors)")
        }
        let run = try await Command.run(["-e", "import json"], in: scratch.path)
        #expect(
            run.errors == """
                error: (command line):1: syntax error near 'json'
                  hint: Everything is loaded already; there is no import.

                """)
    }

    @Test(arguments: [
        ("import json", "Everything is loaded already; there is no import."),
        ("from csv import reader", "Everything is loaded already; there is no import."),
        ("print links.list()", "A call needs parentheses: print(x)"),
        (
            "links.create(url=\"https://a.gov.sg\")",
            "Options go in braces: links.create(url, { shortUrl = \"example\" })"
        ),
        ("if x != 5 then print(1) end", "Lua writes ~= for not equal."),
        ("if x = 5 then print(1) end", "Use == to compare."),
        ("x += 1", "Lua has no += or ++: write x = x + 1"),
        ("x++", "Lua has no += or ++: write x = x + 1"),
        ("a = [1,2,3]", "A list is written in braces: { 1, 2, 3 }"),
        ("x = 1\n# comment", "A comment begins with two hyphens: -- like this"),
        ("def f(x): return x", "A function is written: local function f(x) … end"),
        ("len(\"abc\")", "The length of x is #x."),
        ("for l in links.list() do print(l) end", "Use ipairs: for _, x in ipairs(list) do … end"),
        ("links:list()", "Call it with a dot: links.list(…)"),
        ("links.lst()", "There is no links.lst. Did you mean links.list?"),
        (
            "links.delete(\"x\")",
            "There is no links.delete. Links cannot be deleted; links.update(name, { state = \"INACTIVE\" }) switches one off."
        ),
        ("local a = {} print(a[0].b)", "Lists start at 1."),
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

    /// What merely looks like a habit gets no hint.
    @Test(arguments: [
        "print('import json' .. nil .. 'x')", "local x = '!=' error('x')", "local f = function() end f().x = 1",
    ])
    func textInQuotesIsNoHabit(_ code: String) async throws {
        let result = try await Command.run(["-e", code], in: scratch.path)
        #expect(!result.errors.contains("import") || !result.errors.contains("hint: Everything"))
        #expect(!result.errors.contains("~="))
    }
}
