import Glibc
import LuaBridge
import Repl
import TerminalText
import Testing

@testable import Catalogue

/// What people type first at a prompt.
struct PromptHabitTests {
    @Test(arguments: ["exit", "exit()", "quit", "quit()", " exit "])
    func leaves(_ word: String) async throws {
        let conversation = try await Conversation.run([word, "'not reached'"])
        #expect(conversation.text == "")
        #expect(conversation.code == 0)
    }

    @Test(arguments: ["?string.rep", "string.rep?", "? string.rep", "help string.rep"])
    func asksForHelp(_ line: String) async throws {
        #expect(try await Conversation.run([line]).text == "about string.rep")
    }

    @Test func helpTakesSeveralWords() async throws {
        let conversation = try await Conversation.run(["help exit codes", "help(1 + 1)"])
        #expect(conversation.text.contains("There is no help for 'exit codes'."), "\(conversation.text)")
        #expect(conversation.remembered == ["help exit codes", "help(1 + 1)"])
    }

    /// As in a script, a local is there for the lines that follow.
    @Test func localsLast() async throws {
        let conversation = try await Conversation.run([
            "local x = 1", "x", "local function f(n) local x = n return x + 1 end", "f(4), x",
            "local a <const>, b = 2, 3", "a + b", "local empty", "empty", "do local x = 9 end", "x",
            "local s = 'local x = 3'", "s", "for i = 1, 1 do local x = 7 end", "x",
            "local t = { f = function() local x = 8 end }", "x",
        ])
        #expect(
            conversation.text == """
                1
                5
                1
                5
                nil
                1
                "local x = 3"
                1
                1
                """)
    }

    /// A block of another language is told at once: no further line could make it Lua.
    @Test(arguments: [
        "for x in y:", "if x:", "if x: print(x)", "while x:", "while True:", "def f():", "try:", "except E:", "else:",
        "finally:", "with open('a') as f:", "class A:", "for (let i = 0; i < 3; i++) {", "if (x) {", "while (x) {",
        "for x in y {", "switch (x) {", "try {", "function f(x) {", "f = lambda x: x", "x = y => y",
        "for i in range(3):", "elif x:",
    ])
    func aForeignBlockIsToldAtOnce(_ line: String) async throws {
        let conversation = try await Conversation.run([line, "1 + 1"]) {
            $0.manual = LinksManual.manual
            $0.advisor = ErrorAdvisor(LinksManual.manual)
            $0.describe = { error, _ in [TerminalLine("error: \(error.message) hint: \(error.hint ?? "none")")] }
        }
        #expect(conversation.prompts == ["> ", "> ", "> "], "\(conversation.text)")
        #expect(!conversation.text.contains("hint: none"), "\(conversation.text)")
        #expect(conversation.text.hasSuffix("\n2"))
    }

    /// What may be completed is waited for.
    @Test(arguments: [
        ["for x in pairs({}) do", "end"], ["if 1 then", "x = 'if x:'", "end"], ["x = [[", "if x:", "]]"],
        ["x = {", "y = 1", "}"], ["f(", "1", ")"], ["if s", "then", "end"], ["--[[", "try:", "]]"],
        ["x = function(a)", "return a", "end"],
    ])
    func aBlockOfLuaIsWaitedFor(_ lines: [String]) async throws {
        let conversation = try await Conversation.run(["function f() end"] + lines + ["1 + 1"]) {
            $0.manual = LinksManual.manual
        }
        #expect(conversation.text == "2", "\(conversation.text)")
    }

    /// A function of an earlier input is explained by its own line.
    @Test func errorsOfEarlierInputsHaveTheirHint() async throws {
        let conversation = try await Conversation.run([
            "links = {}", "function f() return links.updat() end", "f()",
        ]) {
            $0.manual = LinksManual.manual
            $0.advisor = ErrorAdvisor(LinksManual.manual)
            $0.describe = { error, _ in [TerminalLine("\(error.hint ?? "none")")] }
        }
        #expect(conversation.text == "! There is no links.updat. Did you mean links.update?")
    }

    /// A file of `.once` is looked at before the work, and an error takes the order back.
    @Test func onceIsCheckedFirst() async throws {
        let conversation = try await Conversation.run([
            ".once out.xyz", ".once none/out.csv", ".once none.csv", "error('x', 0)", "1 + 1",
        ])
        #expect(
            conversation.text == """
                ! error: the name of the file ends with .csv, .json, .md, .lua or .txt
                ! error: cannot write none/out.csv: there is no folder none/
                ! nothing was written to none.csv: .once is off
                ! error: x
                2
                """)
    }

    /// A closing value is closed with its input, as before.
    @Test func closingLocalsEndWithTheirInput() async throws {
        let conversation = try await Conversation.run([
            "local c <close> = setmetatable({}, { __close = function() say('closed') end })", "c",
        ])
        #expect(conversation.text == "said closed\nnil")
    }

    @Test func linesOfAPasteKeepTheirNumbers() async throws {
        let conversation = try await Conversation.run(["local\nx\n=\n1", "x", "local y = 1\nlocal z = y + nil"])
        #expect(conversation.text.hasPrefix("1\n! error: input:2: attempt to perform arithmetic on a nil value"))
    }

    @Test(arguments: [
        ("strnig", "nil (nothing has this name; did you mean string?)"), ("linkz", "nil (nothing has this name)"),
        ("q", "nil (nothing has this name)"), ("None", "nil (Lua writes nil)"), ("True", "nil (Lua writes true)"),
        ("links.updat", "nil (there is no links.updat; did you mean links.update?)"), ("_", "nil"),
        ("string.nothing", "nil"), ("({}).x", "nil"),
    ])
    func aNameOfNothingIsSaidToBeOne(_ input: String, _ words: String) async throws {
        let conversation = try await Conversation.run(["links = {}", input], columns: 80) {
            $0.manual = LinksManual.manual
        }
        #expect(conversation.text == (input == "linkz" ? "nil (nothing has this name; did you mean links?)" : words))
    }

    @Test func aNameOfNothingIsSaidToBeOneEachTime() async throws {
        let conversation = try await Conversation.run(["zzzq", "x = zzzq", "zzzq", "zzzq = nil", "zzzq"])
        let words = "nil (nothing has this name)"
        #expect(conversation.text == "\(words)\n\(words)\nnil")
    }

    @Test func aFunctionShowsItsSignature() async throws {
        let conversation = try await Conversation.run(["links = { list = print }", "links.list", "links"]) {
            $0.manual = LinksManual.manual
        }
        #expect(
            conversation.text == """
                links.list({ limit = 1000 })
                  One page of your links.
                  help links.list says more.
                links: Short links.
                  list, update
                  help links says more.
                """)
    }

    @Test(arguments: [
        ("links.list()", "shortUrl\na\nb\n2 of 514 links", 2, 514), ("links.list()", "shortUrl\na\nb\n2 links", 2, 2),
        ("links.list{ limit = 1 }", "shortUrl\na\n1 link", 1, 1), ("links.list()", "no links", 0, 0),
        ("links.list()", "no links here, 3 in all", 0, 3), ("(links.list())", "shortUrl\na\nb", 2, 9),
        ("links.list()[1].shortUrl", "\"a\"", 2, 9), ("(links.list())", "{}", 0, 0),
    ])
    func aListIsCountedInTheWordsOfItsCall(_ input: String, _ text: String, _ rows: Int, _ total: Int) async throws {
        let conversation = try await Conversation.run([
            "links = { list = function() local t = {} for i = 1, \(rows) do t[i] = { shortUrl = ('ab'):sub(i, i) } end "
                + "return t, \(total) end }", input,
        ]) { $0.manual = LinksManual.manual }
        #expect(conversation.text == text)
    }

    @Test func aLongTableSaysHowMuchOfItIsShown() async throws {
        let conversation = try await Conversation.run([
            "links = { list = function() local t = {} for i = 1, 30 do t[i] = { shortUrl = 'a' } end "
                + "return t, 514 end }",
            "links.list()",
        ]) { $0.manual = LinksManual.manual }
        #expect(conversation.text.hasSuffix("\n20 of 30 links in this list, 514 in all"))
    }
}
