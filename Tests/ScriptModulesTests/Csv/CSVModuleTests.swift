import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// What the module adds to the format.
struct CSVModuleTests {
    let scratch = ScratchFolder()

    @Test func whatIsAssumedIsSaidOnce() async throws {
        try scratch.file("a.csv", "a;b\n1;2\n")
        let said = Shared<[String]>([])
        let files = FileAccess(workingDirectory: scratch.path)
        try await LuaThread.run {
            let state = try LuaState(memoryLimit: 1 << 26, clock: .virtual)
            state.bindToCurrentThread()
            try state.open(.sandboxed)
            try CSVModule(files: files, open: OpenWriters()) { line in said.change { $0.append(line) } }
                .install(in: state)
            try state.run("for _ = 1, 3 do assert(csv.rows('a.csv')().b == '2') end".utf8, name: "=t")
        }
        #expect(said.value == ["a.csv: read with ';' between two fields"])
    }

    /// The call that the check of a file with semicolons recommends.
    @Test(arguments: [
        ("{ separator = \";\", to_separator = \",\" }", "a,b\n\"1,5\",2\n"),
        ("{ to_separator = \"\\t\" }", "a\tb\n1,5\t2\n"), ("{}", "a;b\n1,5;2\n"),
        ("{ to_separator = \";\" }", "a;b\n1,5;2\n"),
    ]) func aCopyMayHaveAnotherSeparator(options: String, copy: String) async throws {
        let scratch = scratch
        try scratch.file("in.csv", "a;b\n1,5;2\n")
        _ = try await LuaThread.run {
            let state = try ScriptModulesInterpreter.make(in: scratch)
            return try state.scheduler.run(
                "return csv.copy(\"in.csv\", \"out.csv\", \(options))".utf8, name: "=t"
            ).count
        }
        #expect(try scratch.text("out.csv") == copy)
    }

    @Test func scriptsCopy() async throws {
        let scratch = scratch
        try scratch.file("in.csv", "id,city\n1,Paris\n2,Rome\n")
        let shown = try await LuaThread.run { () -> String in
            let state = try ScriptModulesInterpreter.make(in: scratch)
            let script = """
                return csv.copy("in.csv", "out.csv", { columns = { { "id", "ID" } }, where = { city = { "Rome", "Oslo" } } })
                """
            return "\(try state.scheduler.run(script.utf8, name: "=t"))"
        }
        #expect(shown.contains("integer(1)"))
        #expect(try scratch.text("out.csv") == "ID\n2\n")
    }
}
