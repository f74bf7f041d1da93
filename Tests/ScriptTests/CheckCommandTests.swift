import Catalogue
import ScriptCheck
import ScriptModules
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
                jobs/a.lua:1:7: error: there is no function links.crate; did you mean links.create?
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
            task.each(links.list(), function(link) print(link.click) end)
            bulk.each("b", links.each(), function(link) print(link.click) end)

            """)
        let advice = "is called in a loop: with bulk.each the job can be killed and resumed"
        let known = "known: check, create, each, get, limits, list, update"
        let result = try await Command.run(["check", "a.lua"], in: scratch.path)
        #expect(
            result.output == """
                a.lua:1:26: error: links.create: argument #1 'longUrl': expected string, got number
                a.lua:2:30: warning: links.create \(advice)
                a.lua:3:34: warning: links.create \(advice)
                a.lua:5:16: error: there is no function links.on; \(known)
                a.lua:6:51: warning: links.Link has no 'click'; did you mean 'clicks'?
                a.lua:7:56: warning: links.Link has no 'click'; did you mean 'clicks'?

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

    /// What a call would refuse is found before there is one, in the same words.
    @Test func constantsAreCheckedAsTheCallsCheckThem() async throws {
        let scratch = ScratchFolder()
        let script = """
            links.create("http://www.example.gov.sg/a")
            links.create("https://www.example.gov.sg/a", { shortUrl = "My-Link" })
            datagov.status("nope")
            links.update("a", { state = "inactive" })
            """
        let result = try await Command.run(["check", "-"], in: scratch.path, input: script)
        let lines = result.output.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("  hint: ") }
        #expect(result.output.contains("\n  hint: Use lower-case letters, digits and hyphens only.\n"))
        #expect(lines.count == 4, "\(result.output)")
        #expect(lines[0].contains(":1:14: error: links.create: argument #1 'longUrl': Only HTTPS URLs are allowed."))
        #expect(lines[1].contains(":2:59: error: links.create: option 'shortUrl': Short URL format is invalid."))
        #expect(lines[2].contains(":3:16: error: datagov.status: argument #1 'dataset': nope is not a dataset id"))
        #expect(lines[3].hasSuffix("field 'state': expected \"INACTIVE\" or \"ACTIVE\", got \"inactive\""))
    }

    @Test func filesThatAScriptWillNotGetAreFound() async throws {
        let scratch = ScratchFolder()
        try scratch.folder("jobs")
        try scratch.file("here.csv", "a\n1\n")
        try scratch.file(
            "jobs/a.lua",
            """
            for row in csv.rows("here.csv") do print(row.a) end
            for row in csv.rows("beside.csv") do print(row.a) end
            for row in csv.rows("none.csv") do print(row.a) end
            print(fs.read("/etc/hostname"))
            fs.write("out/new.txt", "")

            """)
        try scratch.file("jobs/beside.csv", "a\n1\n")
        let closed =
            "cannot read '/etc/hostname': outside the folders this script may read "
            + "(allow it with --allow-read /etc/hostname)"
        let result = try await Command.run(["check", "jobs/a.lua"], in: scratch.path)
        #expect(
            result.output == """
                jobs/a.lua:3:21: warning: cannot read 'none.csv': no such file
                jobs/a.lua:4:15: warning: \(closed)
                jobs/a.lua:5:10: warning: cannot write 'out/new.txt': no such folder

                """)
        let allowed = try await Command.run(
            ["check", "--allow-read", "/etc/hostname", "jobs/a.lua"], in: scratch.path)
        #expect(!allowed.output.contains("hostname"))
    }

    /// Every parameter that is a path is known as one.
    @Test func allPathsAreLookedAt() {
        for signature in AllModules.signatures {
            let isPath = ["path", "file", "from", "to"]
            let places = signature.required.enumerated().filter { isPath.contains($1.name) && $1.type == "string" }
            let known = FileUse.arguments(of: signature.name).map(\.index)
            #expect(places.map(\.offset) == known, "\(signature.name)")
            let option = signature.options.first { $0.name == "save" }?.name
            #expect(FileUse.option(of: signature.name) == option, "\(signature.name)")
        }
    }
}
