import Catalogue
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
                error: there is no file none.lua
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

    /// Warnings are shown, and are no failure.
    @Test func onlyErrorsFail() async throws {
        let scratch = ScratchFolder()
        let warned = try await Command.run(["check", "-"], in: scratch.path, input: "print(undefinedThing)\n")
        #expect(warned.output.contains("warning: 'undefinedThing' is not defined"))
        #expect(warned.errors == "1 file checked, 1 warning\n")
        #expect(warned.status == 0)
    }

    /// Lua names the line of a syntax error, and check the place in it too.
    @Test(arguments: [
        ("local x = 1\nif x != 5 then end\n", ":2:6: error: 'then' expected near '!'"),
        ("  x += 1\n", ":1:5: error: syntax error near '+'"),
        ("print(1)\nlocal t = { a: 1 }\n", ":2:16: error: <name> expected near '1'"),
    ])
    func syntaxErrorsHaveTheirColumn(_ code: String, _ words: String) async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(["check", "-"], in: scratch.path, input: code)
        #expect(result.output.contains(words), "\(result.output)")
    }

    /// The columns of a file that a script names are compared with the fields of its rows.
    @Test(arguments: [
        (
            "for row in csv.rows('links.csv') do print(row.ur1) end",
            "1:47: error: links.csv has no column 'ur1'; did you mean 'url'?"
        ),
        (
            "local rows = csv.read('links.csv')\nprint(rows[1].ul)",
            "2:15: error: links.csv has no column 'ul'; did you mean 'url'?"
        ),
        (
            "for _, row in ipairs(csv.read('links.csv')) do print(row.adress) end",
            "1:58: error: links.csv has no column 'adress'; there are 'url', 'slug', 'Long Name'"
        ),
        (
            "for row in csv.rows('links.csv') do print(row['Long name']) end",
            "1:47: error: links.csv has no column 'Long name'; did you mean 'Long Name'?"
        ),
        (
            "bulk.each('a', csv.rows('links.csv'), function(row) return links.create(row.url, { shortUrl = row.slgu }) end)",
            "1:99: error: links.csv has no column 'slgu'; did you mean 'slug'?"
        ),
        (
            "local file = 'links.csv'\ntask.map(csv.rows(file), function(r) return r.link end)",
            "2:47: error: links.csv has no column 'link'; did you mean 'url'?"
        ),
        (
            "bulk.each('a', csv.rows('links.csv'), print, { key = 'slgu' })",
            "1:54: error: links.csv has no column 'slgu'; did you mean 'slug'?"
        ),
        (
            "for row in csv.rows('semi.csv', { separator = ';' }) do print(row.c) end",
            "1:67: error: semi.csv has no column 'c'; there are 'a', 'b'"
        ),
    ])
    func columnsThatAFileDoesNotHaveAreFound(_ code: String, _ words: String) async throws {
        let scratch = ScratchFolder()
        try scratch.file("links.csv", "url,slug,Long Name\nhttps://www.example.gov.sg,a,b\n")
        try scratch.file("semi.csv", "a;b\n1;2\n")
        let result = try await Command.run(["check", "-"], in: scratch.path, input: code)
        #expect(result.output == "(standard input):\(words)\n", "\(result.output)\(result.errors)")
        #expect(result.status == 65)
    }

    /// Where the columns are not certain nothing is said.
    @Test(arguments: [
        "for row in csv.rows('links.csv', { header = false }) do print(row.x) end",
        "for row in csv.rows('links.csv') do row.x = 1 print(row.x) end",
        "csv.write('links.csv', {}) for row in csv.rows('links.csv') do print(row.x) end",
        "for row in csv.rows(args[1]) do print(row.x) end",
        "for row in csv.rows('links.csv') do print(rawget(row, 'x')) end",
    ])
    func uncertainColumnsAreLeftAlone(_ code: String) async throws {
        let scratch = ScratchFolder()
        try scratch.file("links.csv", "url,slug\nhttps://www.example.gov.sg,a\n")
        let result = try await Command.run(["check", "-"], in: scratch.path, input: code)
        #expect(!result.output.contains("column"), "\(result.output)")
    }

    /// What a function of a run gets beside the item is declared.
    @Test func theContextOfAnItemIsKnown() async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(
            ["check", "-"], in: scratch.path,
            input: "bulk.each('a', {}, function(row, ctx) print(row, ctx.key, ctx.place, ctx.plce) end)\n")
        #expect(
            result.output.contains("warning: bulk.Context has no 'plce'; did you mean 'place'?"), "\(result.output)")
        #expect(!result.output.contains("'key'"))
    }

    /// An option of `run` that another command does not have leads somewhere.
    @Test(arguments: [
        (["check", "--sandbox", "a.lua"], "check runs nothing and sends nothing; leave --sandbox out."),
        (["check", "--dry-run", "a.lua"], "check runs nothing and sends nothing; leave --dry-run out."),
        (["doctor", "--sandbox"], "Give --profile sandbox instead."),
        (
            ["runs", "--sandbox"],
            "govscript runs lists the runs of the sandbox too; --profile sandbox shows them alone."
        ),
        (["limits", "--dry-run"], "govscript limits starts no script; leave it out."),
    ])
    func optionsOfRunAreExplainedElsewhere(_ words: [String], _ hint: String) async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(words, in: scratch.path)
        let option = words.first { $0.hasPrefix("--") } ?? ""
        #expect(
            result.errors == """
                error: \(option) is an option of govscript run and govscript repl
                  hint: \(hint)

                """)
        #expect(result.status == 64)
    }

    /// Every parameter that is a path is known as one.
    @Test func allPathsAreLookedAt() {
        for signature in AllModules.signatures {
            let isPath = ["path", "file", "from", "to"]
            // What may be rows too is a path where it is a text.
            let places = signature.required.enumerated().filter {
                isPath.contains($1.name) && ($1.type == "string" || $1.type.hasPrefix("string|"))
            }
            let known = signature.required.enumerated().filter { $1.file != nil }.map(\.offset)
            #expect(places.map(\.offset) == known, "\(signature.name)")
            let option = signature.options.first { (isPath + ["save", "backup"]).contains($0.name) }?.name
            #expect(signature.options.first { $0.file != nil }?.name == option, "\(signature.name)")
        }
    }
}
