import TestSupport
import Testing

/// `govscript check`, with the real catalogue.
struct CheckCommandTests {
    private static let root = ExampleTests.folder + "/../.."

    @Test func whatIsFoundIsPrintedAndCounted() async throws {
        let scratch = ScratchFolder()
        try scratch.folder("jobs/.hidden")
        try scratch.file("jobs/a.lua", "links.crate(\"https://a.sg\", { shortUrl = 1 })\nprnt(1)\n")
        try scratch.file("jobs/b.lua", "local x =\n")
        try scratch.file("jobs/notes.txt", "prnt(1)\n")
        try scratch.file("jobs/.hidden/c.lua", "prnt(1)\n")
        let result = try await Command.run(["check", "jobs"], in: scratch.path)
        #expect(
            result.output == """
                jobs/a.lua:1:7: error: links.crate is no function; did you mean links.create?
                jobs/a.lua:2:1: warning: 'prnt' is not defined; did you mean 'print'?
                jobs/b.lua:2:1: error: unexpected symbol near <eof>

                """)
        #expect(result.errors == "2 files checked, 2 errors, 1 warning\n")
        #expect(result.status == 65)
    }

    /// How functions call their arguments is known from the declarations of the modules.
    @Test func callbacksAreKnownFromTheDeclarations() async throws {
        let scratch = ScratchFolder()
        try scratch.file(
            "a.lua",
            """
            task.spawn(links.create, 5)
            task.map({ "https://a.sg" }, links.create)
            bulk.each("a", function() return links.create("https://a.sg") end, print, { key = "x" })
            bulk.each("a", {}, function(u) links.create(u) end)
            links.on("go").on("forsg")

            """)
        let advice = "is called in a loop: with bulk.each the job can be killed and resumed"
        let result = try await Command.run(["check", "a.lua"], in: scratch.path)
        #expect(
            result.output == """
                a.lua:1:26: error: links.create: argument #1 'longUrl': expected string, got number
                a.lua:2:30: warning: links.create \(advice)
                a.lua:3:34: warning: links.create \(advice)
                a.lua:5:16: error: links.on is no function; known: check, create, each, get, limits, list, update

                """)
    }

    @Test func findingsAreJSONWhereThatIsWanted() async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(
            ["check", "--json", "-"], in: scratch.path, input: "os.execute(\"ls\")\n")
        #expect(
            result.output == """
                [
                  {
                    "code" : "needs-flag",
                    "column" : 1,
                    "file" : "(standard input)",
                    "line" : 1,
                    "message" : "os.execute needs --allow-run",
                    "severity" : "note"
                  }
                ]

                """)
        #expect(result.errors == "")
        #expect(result.status == 0)
    }

    @Test func aFileThatIsNotThereIsTold() async throws {
        let scratch = ScratchFolder()
        try scratch.file("a.lua", "print(1)\n")
        let result = try await Command.run(["check", "none.lua", "a.lua"], in: scratch.path)
        #expect(
            result.errors == """
                error: cannot read none.lua: No such file or directory
                1 file checked, no problems

                """)
        #expect(result.status == 66)
    }

    /// Scripts that work have nothing against them, by the real catalogue.
    @Test func scriptsThatWorkAreFine() async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(
            ["check", Self.root + "/scripts", Self.root + "/Tests/ScriptTests/Scripts"], in: scratch.path)
        #expect(result.output == "")
        #expect(result.status == 0, "\(result.errors)")
    }

    /// Every name that a script has is known to the check.
    @Test func theNamesAreThoseThatScriptsHave() async throws {
        let scratch = ScratchFolder()
        let script = """
            print("local _")
            for name, value in pairs(_G) do
              print("_ = " .. name)
              if type(value) == "table" and value ~= _G and value ~= arg then
                for field in pairs(value) do print(("_ = %s.%s"):format(name, field)) end
              end
            end
            """
        let names = try await Command.run(["run", "--sandbox", "-e", script], in: scratch.path)
        #expect(names.status == 0, "\(names.errors)")
        let result = try await Command.run(["check", "-"], in: scratch.path, input: names.output)
        #expect(names.output.contains("_ = links.create\n"))
        #expect(result.status == 0, "\(result.output)")
    }
}
