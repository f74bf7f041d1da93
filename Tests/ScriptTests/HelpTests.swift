import TestSupport
import Testing

/// `govscript help` as a user meets it.
struct HelpTests {
    private let scratch = ScratchFolder()

    private func help(_ words: String...) async throws -> ChildProcess.Result {
        try await Command.run(["help"] + words, in: scratch.path)
    }

    @Test(arguments: [
        (["links.create"], "links.create(longUrl, { shortUrl = nil, timeout = 120 })\n\n  Creates a short link."),
        (["links", "create"], "links.create(longUrl, "), (["publish"], "datagov.publish(dataset, file, "),
        (["links"], "links\n  Short links of GoGovSG and ForSG.\n\nFunctions\n  links.create  Creates"),
        (["csv.Writer:write"], "csv.Writer:write(row)\n"), (["csv.Writer"], "csv.Writer\n\nMethods\n  :write"),
        (["json.null"], "json.null  userdata\n"), (["links.Link"], "links.Link\n\nFields\n  shortUrl"),
        (["govscript.Error"], "govscript.Error\n\nFields\n  kind"),
        (["pacing"], "How requests are paced\n\n"), (["python"], "Lua for people who know Python\n\n"),
        (["JavaScript"], "Lua for people who know Python\n\n"), (["exit codes"], "What the exit code means\n\n"),
        (["exit", "codes"], "What the exit code means\n\n"), (["exitcodes"], "What the exit code means\n\n"),
        (["keys"], "Where keys come from\n\n"), (["topics"], "What there is help for besides functions\n\n"),
        (["run"], "OVERVIEW: Run a script."),
        ([], "OVERVIEW: Run Lua scripts"),
    ])
    func explains(_ words: [String], _ beginning: String) async throws {
        let result = try await Command.run(["help"] + words, in: scratch.path)
        #expect(result.output.hasPrefix(beginning), "\(result.output)")
        #expect(result.errors == "")
        #expect(result.status == 0)
        #expect(!result.output.contains("\u{1B}"))
    }

    @Test func namesWhatThereIs() async throws {
        let output = try await help().output
        for name in ["links ", "datagov ", "pacing ", "errors ", "args ", "emulator "] {
            #expect(output.contains("\n  " + name), "\(name)")
        }
    }

    @Test(arguments: [
        ("links.creat", "error: there is no help for 'links.creat'; did you mean links.create?\n"),
        ("pasing", "error: there is no help for 'pasing'; did you mean pacing?\n"),
        ("each", "error: there is no help for 'each'; did you mean links.each or task.each or bulk.each?\n"),
        ("emulater", "error: there is no help for 'emulater'; did you mean emulator?\n"),
        ("xyzzy", "error: there is no help for 'xyzzy'\n  hint: govscript help lists what there is.\n"),
    ])
    func suggestsTheNearestName(_ name: String, _ message: String) async throws {
        let result = try await help(name)
        #expect(result.errors == message)
        #expect(result.output == "")
        #expect(result.status == 64)
    }

    @Test func fitsTheTerminal() async throws {
        let result = try await Command.run(
            ["help", "pacing"], in: scratch.path, environment: ["COLUMNS": "50"])
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 50 })
    }
}
