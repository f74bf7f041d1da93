import Foundation
import LineEditor
import LuaBridge
import TerminalSupport
import Testing

@testable import Repl

/// What Tab offers.
struct CompletionTests {
    @Test(
        arguments: [
            ("pri", "pri", [], false), ("links.cre", "cre", ["links"], false),
            ("x = a.b[1]['c d'].e", "e", ["a", "b", 1, "c d"], false),
            ("f(handle:ca", "ca", ["handle"], true), ("a .. b", "b", [], false), ("'a' .. tab", "tab", [], false),
            ("a..b.", "", ["b"], false), ("--[[ c ]] x.", "", ["x"], false), ("s = [[ ' ]] y.z", "z", ["y"], false),
        ] as [(String, String, [LuaValue], Bool)])
    func namesAndPathsAreFound(_ text: String, _ typed: String, _ path: [LuaValue], _ isMethod: Bool) {
        #expect(LuaCursor(in: text) == .name(typed: typed, path: path, isMethod: isMethod))
    }

    @Test(arguments: [
        ("f('a/b", "a/b"), ("x = \"it's ", "it's "), ("x = 'it\\'s ", "it's "), ("f('a', \"b", "b"),
    ])
    func stringsAreFound(_ text: String, _ content: String) {
        #expect(LuaCursor(in: text) == .string(content))
    }

    @Test(arguments: ["-- a comment", "f().x", "--[[ a\nb", "t[i].x", "x = [[ text"])
    func nothingIsGuessed(_ text: String) {
        #expect(LuaCursor(in: text) == .elsewhere)
    }

    /// After `help`, `?` and `.help` come the names that there is help for; after a command, its words.
    @Test(
        arguments: [
            ("help li", ["links", "lists"]), ("help links.", ["links.create", "links.list"]), ("?ex", ["exit-codes"]),
            (".help links.c", ["links.create"]), (".runs sh", ["show"]),
            (".runs show n", ["nightly"]), (".runs show nightly --f", ["--failed"]), (".runs list ", []),
            (".ru", [.init("runs ", label: ".runs [WORDS]")]),
        ] as [(String, [LineCompletion.Candidate])]) func helpAndTheWordsOfCommandsAreCompleted(
            _ text: String, _ texts: [LineCompletion.Candidate]
        ) async throws
    {
        let found = try await Program.aside {
            let engine = Conversation.engine(ScriptedConsole([]).output)
            defer { engine.close() }
            let runs = DotCommand(
                "runs", arguments: "[WORDS]", choices: ["list", "show"],
                following: { $0 == ["show"] ? ["nightly", "monthly"] : $0.first == "show" ? ["--failed"] : [] },
                "Runs.", run: { _, _ in })
            let help = DotCommand("help", arguments: "[NAME]", "Help.", run: { _, _ in })
            let completer = ReplCompleter(
                engine: engine, commands: [runs, help],
                helpNames: ["lists", "links", "links.list", "links.create", "exit-codes"])
            return completer.completion(of: text)?.candidates ?? []
        }
        #expect(found == texts)
    }

    private func candidates(
        _ text: String, after lines: [String] = [], catalogue: (@Sendable (String) -> ReplCompletion?)? = nil
    ) async throws -> [LineCompletion.Candidate] {
        try await Program.aside {
            let console = ScriptedConsole([])
            let engine = Conversation.engine(console.output)
            for line in lines { _ = try engine.perform { try $0.run(line) }.wait(atMost: .seconds(30))?.get() }
            defer { engine.close() }
            return ReplCompleter(engine: engine, catalogue: catalogue).completion(of: text)?.candidates ?? []
        }
    }

    @Test func liveTablesAreCompleted() async throws {
        #expect(
            try await candidates("string.re") == [.init("rep", label: "rep()"), .init("reverse", label: "reverse()")])
        #expect(
            try await candidates("mine.", after: ["mine = { ['a b'] = 1, alpha = 1, _hidden = 2, sub = {} }"])
                == ["alpha", .init("sub", label: "sub.")])
        #expect(try await candidates("mine._", after: ["mine = { _hidden = 2 }"]) == ["_hidden"])
        #expect(try await candidates("fu") == ["function"])
        #expect(
            try await candidates("o:", after: ["o = setmetatable({ n = 1 }, { __index = { go = print } })"])
                == [.init("go", label: "go()")])
        #expect(try await candidates("nothing.x.") == [])
    }

    @Test func fileNamesAreCompletedInStrings() async throws {
        let folder = "/tmp/complete-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/data.d", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["data.csv", "other.csv", ".hidden"] { try Data().write(to: URL(filePath: "\(folder)/\(name)")) }
        #expect(try await candidates("csv.rows('\(folder)/da") == ["data.csv", "data.d/"])
        #expect(try await candidates("csv.rows('\(folder)/") == ["data.csv", "data.d/", "other.csv"])
        #expect(try await candidates("csv.rows('\(folder)/.") == [".hidden"])
    }

    @Test func theCatalogueComesFirst() async throws {
        let catalogue: @Sendable (String) -> ReplCompletion? = { text in
            if text.hasSuffix("\"") { return ReplCompletion(typed: "", candidates: ["ACTIVE", "INACTIVE"]) }
            return ReplCompletion(typed: "st", candidates: [.init("state = ", label: "state")])
        }
        #expect(try await candidates("x{ state = \"", catalogue: catalogue) == ["ACTIVE", "INACTIVE"])
        #expect(
            try await candidates("x{ st", catalogue: catalogue) == [.init("state = ", label: "state")])
    }
}
