import Glibc
import LuaBridge
import Repl
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
