import FoundationEssentials
import TestSupport
import Testing

@testable import govscript

/// `make install` and `make uninstall`, with the program of the tests.
struct InstallTests {
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path()

    private static func make(_ goal: String, _ settings: [String]) async throws -> ChildProcess.Result {
        let words = ["--no-print-directory", "-C", repository, goal] + settings
        return try await ChildProcess("/usr/bin/make", words, environment: ["PATH": "/usr/bin:/bin"]).runAside()
    }

    /// Every path below a folder.
    private static func tree(_ folder: String) throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
    }

    /// A small program in the place of the tests' own, which is a hundred megabytes.
    private static func program(_ scratch: ScratchFolder) throws -> String {
        try FileManager.default.copyItem(atPath: "/usr/bin/true", toPath: scratch("program"))
        return scratch("program")
    }

    @Test func everythingIsInstalledAndTheProgramRuns() async throws {
        let scratch = ScratchFolder()
        let place = ["PREFIX=/opt/govscript", "DESTDIR=\(scratch("root"))"]
        let result = try await Self.make("install", place + ["PROGRAM=\(Command.builtFolder)govscript"])
        #expect(result.status == 0, "\(result.errors)")
        let root = scratch("root/opt/govscript")
        let found = Set(try Self.tree(root))
        let wanted = [
            "bin/govscript", "share/man/man1/govscript.1", "share/man/man1/govscript-run.1",
            "share/man/man5/govscript-config.5", "share/man/man7/govscript-lua.7",
            "share/bash-completion/completions/govscript", "share/zsh/site-functions/_govscript",
            "share/fish/vendor_completions.d/govscript.fish", "share/govscript/lua/meta/links.lua",
            "share/doc/govscript/guide/get-started.md", "share/doc/govscript/reference/links.md",
            "share/doc/govscript/examples/shorten.lua", "share/doc/govscript/LICENSE",
        ]
        for path in wanted { #expect(found.contains(path), "\(path)") }
        let sizes = try [Command.builtFolder + "govscript", root + "/bin/govscript"].map {
            try FileManager.default.attributesOfItem(atPath: $0)[.size] as? UInt64 ?? 0
        }
        #expect(sizes[1] * 3 < sizes[0] * 2, "it is stripped")
        let version = try await ChildProcess(
            root + "/bin/govscript", ["run", "-e", "print(6 * 7)"],
            environment: ["HOME": scratch.path, "GOVSCRIPT_STATE_DIR": scratch("state")]
        ).runAside()
        #expect(version.output == "42\n", "\(version.errors)")
    }

    /// Links between the installed documents lead somewhere.
    @Test func theDocumentsReferToEachOther() async throws {
        let scratch = ScratchFolder()
        let place = ["PREFIX=/usr", "DESTDIR=\(scratch("root"))"]
        _ = try await Self.make("install", place + ["PROGRAM=\(try Self.program(scratch))"])
        let folder = scratch("root/usr/share/doc/govscript")
        var count = 0
        for path in try Self.tree(folder) where path.hasSuffix(".md") && !path.hasSuffix("CHANGELOG.md") {
            let text = try String(contentsOfFile: folder + "/" + path, encoding: .utf8)
            for match in text.matches(of: #/\]\(([^)#:]+)(?:#[^)]*)?\)/#) {
                count += 1
                let target = URL(filePath: folder + "/" + path).deletingLastPathComponent()
                    .appending(path: String(match.1)).path()
                #expect(FileManager.default.fileExists(atPath: target), "\(path): \(match.1)")
            }
        }
        #expect(count > 20)
    }

    @Test func uninstallLeavesNothing() async throws {
        let scratch = ScratchFolder()
        try scratch.folder("root")
        let place = ["PREFIX=/opt/govscript", "DESTDIR=\(scratch("root"))"]
        _ = try await Self.make("install", place + ["PROGRAM=\(try Self.program(scratch))"])
        #expect(try !Self.tree(scratch("root")).isEmpty)
        let result = try await Self.make("uninstall", place)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Self.tree(scratch("root")) == [])
    }

    @Test func uninstallLeavesWhatItDidNotPutThere() async throws {
        let scratch = ScratchFolder()
        for folder in ["root/usr/bin", "root/usr/share/man/man1"] { try scratch.folder(folder) }
        try scratch.file("root/usr/bin/other")
        let before = try Self.tree(scratch("root"))
        let place = ["PREFIX=/usr", "DESTDIR=\(scratch("root"))"]
        let program = try Self.program(scratch)
        _ = try await Self.make("install", place + ["PROGRAM=\(program)"])
        try scratch.file("root/usr/share/govscript/lua/meta/mine.lua")
        _ = try await Self.make("install", place + ["PROGRAM=\(program)"])
        _ = try await Self.make("uninstall", place)
        let mine = ["usr/share/govscript", "usr/share/govscript/lua", "usr/share/govscript/lua/meta"]
        #expect(
            try Self.tree(scratch("root")) == (before + mine + ["usr/share/govscript/lua/meta/mine.lua"]).sorted())
    }

    /// A file that an earlier version had is removed by the installation of a later one.
    @Test func anUpgradeRemovesWhatIsNoMore() async throws {
        let scratch = ScratchFolder()
        let place = ["PREFIX=/usr", "DESTDIR=\(scratch("root"))"]
        let program = try Self.program(scratch)
        _ = try await Self.make("install", place + ["PROGRAM=\(program)"])
        try scratch.file("root/usr/share/man/man1/govscript-old.1")
        let list = "root/usr/share/govscript/installed"
        try scratch.file(list, try scratch.text(list) + "file /usr/share/man/man1/govscript-old.1\n")
        _ = try await Self.make("install", place + ["PROGRAM=\(program)"])
        #expect(try !Self.tree(scratch("root")).contains("usr/share/man/man1/govscript-old.1"))
        #expect(try !scratch.text(list).contains("govscript-old"))
    }

    @Test func whatCannotBeDoneIsSaid() async throws {
        let scratch = ScratchFolder()
        let place = ["PREFIX=/usr", "DESTDIR=\(scratch("root"))"]
        let missing = try await Self.make("install", place + ["PROGRAM=/nonexistent"])
        #expect(missing.errors.contains("install: there is no program /nonexistent; build it with: make release"))
        let nothing = try await Self.make("uninstall", place)
        #expect(nothing.status != 0 && nothing.errors.contains("install: nothing to remove: there is no "))
        let relative = try await Self.make("install", ["PREFIX=usr", "PROGRAM=/usr/bin/true"])
        #expect(relative.errors.contains("PREFIX must be an absolute path"))
    }
}
