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
}
