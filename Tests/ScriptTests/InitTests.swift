import TestSupport
import Testing

/// A new folder for scripts.
struct InitTests {
    private static let created = """
        created  first.lua
        created  first_test.lua
        created  links.csv
        created  README.md
        created  .luarc.json
        created  .luacheckrc
        created  .govscript/meta (
        """

    @Test func theFirstScriptRunsAndIsClean() async throws {
        let scratch = ScratchFolder()
        let made = try await Command.run(["init", "job"], in: scratch.path)
        #expect(made.errors == "")
        #expect(made.output.hasPrefix(Self.created))
        #expect(made.output.hasSuffix("\nTry it:  cd job && govscript run --sandbox first.lua links.csv\n"))

        let run = try await Command.run(["run", "--sandbox", "first.lua", "links.csv"], in: scratch("job"))
        #expect(run.errors == "")
        #expect(run.output.hasPrefix("3 links created, 0 created earlier, 0 failed\n"))
        #expect(try scratch.text("job/created.csv").split(separator: "\n").count == 4)

        let check = try await ChildProcess(
            "/usr/bin/luacheck", ["--no-color", "."], in: scratch("job"), environment: ["PATH": "/usr/bin:/bin"]
        ).runAside()
        #expect(check.output.contains("0 warnings / 0 errors in 2 files"), "\(check.output)")

        let test = try await Command.run(["test"], in: scratch("job"))
        #expect(test.output.hasSuffix("\n2 passed, 0 failed\n"), "\(test)")
        #expect(test.status == 0)
    }

    @Test func whatIsThereStays() async throws {
        let scratch = ScratchFolder()
        try scratch.file("first.lua", "mine")
        let result = try await Command.run(["init"], in: scratch.path)
        #expect(result.output.hasPrefix("kept     first.lua\ncreated  first_test.lua\n"))
        #expect(try scratch.text("first.lua") == "mine")
        let again = try await Command.run(["init"], in: scratch.path)
        #expect(!again.output.contains("created"), "\(again.output)")
    }

    @Test func updateRenewsWhatIsGeneratedOnly() async throws {
        let scratch = ScratchFolder()
        _ = try await Command.run(["init"], in: scratch.path)
        let (rules, links) = (try scratch.text(".luacheckrc"), try scratch.text(".govscript/meta/links.lua"))
        try scratch.file(".luacheckrc", rules.replacing("\"links\", ", with: "") + "ignore = { \"212\" }\n")
        try scratch.file(".govscript/meta/links.lua", "old")
        try scratch.file("first.lua", "mine")
        try scratch.file("links.csv", "")
        let result = try await Command.run(["init", "--update"], in: scratch.path)
        #expect(result.output == "updated  .govscript/meta\nupdated  .luacheckrc\n", "\(result.errors)")
        #expect(try scratch.text(".luacheckrc") == rules + "ignore = { \"212\" }\n")
        #expect(try scratch.text(".govscript/meta/links.lua") == links)
        #expect(try scratch.text("first.lua") == "mine")
        let again = try await Command.run(["init", "--update"], in: scratch.path)
        #expect(again.output == "kept     .govscript/meta (up to date)\nkept     .luacheckrc (up to date)\n")
    }

    @Test func aListOfGlobalsOfSomebodysOwnIsLeftAlone() async throws {
        let scratch = ScratchFolder()
        try scratch.file(".luacheckrc", "globals = { \"links\" }\n")
        let result = try await Command.run(["init", "--update"], in: scratch.path)
        #expect(
            result.output.contains("kept     .luacheckrc (it has no line that says: -- Written by `govscript init`"))
        #expect(try scratch.text(".luacheckrc") == "globals = { \"links\" }\n")
    }

    @Test func aFileIsNoFolder() async throws {
        let scratch = ScratchFolder()
        try scratch.file("job", "")
        let result = try await Command.run(["init", "job"], in: scratch.path)
        #expect(result.errors.hasPrefix("error: cannot write job/first.lua: "), "\(result.errors)")
        #expect(result.status == 73)
    }
}
