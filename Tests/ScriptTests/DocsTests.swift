import FoundationEssentials
import TestSupport
import Testing

/// The reference and the annotations in the repository are those that the declarations give.
struct DocsTests {
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()

    @Test(arguments: ["docs/reference", "docs/man", "docs/completions", "lua/meta"])
    func areUpToDate(_ folder: String) async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(["docs"], in: scratch.path)
        #expect(result.status == 0, "\(result.errors)")
        let names = try scratch.names(in: folder)
        let kept = try FileManager.default.contentsOfDirectory(atPath: Self.repository + "/" + folder).sorted()
        #expect(names == kept, "run: govscript docs")
        for name in names {
            let path = folder + "/" + name
            let text = try? String(contentsOfFile: Self.repository + "/" + path, encoding: .utf8)
            #expect(try scratch.text(path) == text, "\(path): run: govscript docs")
        }
    }

    /// The globals that luacheck allows in the repository's scripts are those of the modules.
    @Test func theGlobalsForLuacheckAreUpToDate() async throws {
        let kept = try String(contentsOfFile: Self.repository + "/.luacheckrc", encoding: .utf8)
        let scratch = ScratchFolder()
        try scratch.file(".luacheckrc", kept)
        _ = try await Command.run(["docs"], in: scratch.path)
        #expect(try scratch.text(".luacheckrc") == kept, "run: govscript docs")
        try scratch.file(".luacheckrc", kept.replacing("\"links\", ", with: ""))
        #expect(try await Command.run(["docs"], in: scratch.path).output == ".luacheckrc\n")
        #expect(try scratch.text(".luacheckrc") == kept, "a name that is missing is put in")
    }

    @Test func onlyWhatChangedIsWrittenAndWhatIsNoMoreIsRemoved() async throws {
        let scratch = ScratchFolder()
        #expect(try await Command.run(["docs", "out"], in: scratch.path).output.contains("docs/reference/links.md\n"))
        #expect(try await Command.run(["docs", "out"], in: scratch.path).output == "")
        try scratch.file("out/docs/reference/old.md", "<!-- Made by `govscript docs` from an older version -->\n")
        try scratch.file("out/docs/reference/notes.md", "mine\n")
        try scratch.file("out/lua/meta/links.lua", "changed\n")
        let result = try await Command.run(["docs", "out"], in: scratch.path)
        #expect(result.output == "docs/reference/old.md (removed)\nlua/meta/links.lua\n", "\(result.errors)")
        #expect(try scratch.names(in: "out/docs/reference").contains("notes.md"))
    }

    @Test func theAnnotationsAreLua() async throws {
        let scratch = ScratchFolder()
        _ = try await Command.run(["docs"], in: scratch.path)
        let code = "for _, path in ipairs(fs.glob('lua/meta/*.lua')) do assert(loadfile(path)) print(path) end"
        let result = try await Command.run(["-e", code], in: scratch.path)
        #expect(result.errors == "")
        #expect(result.output.split(separator: "\n").count == (try scratch.names(in: "lua/meta")).count)
    }
}
