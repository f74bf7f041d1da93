import Glibc
@testable import LuaBridge
import TestSupport
import Testing

/// New contents that appear whole or not at all, and temporary files.
struct FileReplacementTests {
    let scratch = ScratchFolder()
    let files: FileAccess

    init() {
        files = FileAccess(workingDirectory: scratch.path)
    }

    @Test func theOldFileStaysUntilTheNewOneIsCommitted() throws {
        try scratch.file("a", "old")
        chmod(scratch("a"), 0o640)
        var replacement = try files.replacing("a")
        #expect(Array("new".utf8).withUnsafeBytes { replacement.file.write($0) } == nil)
        #expect(try scratch.text("a") == "old")
        #expect(try scratch.names().count == 2)
        try replacement.commit()
        try replacement.commit()
        #expect(try scratch.text("a") == "new")
        #expect(try scratch.names() == ["a"])
        #expect(try files.status(of: "a").mode == 0o640)
    }

    @Test func withoutCommitNothingRemains() throws {
        try scratch.file("a", "old")
        func abandon(_ name: String) throws {
            let replacement = try files.replacing(name)
            _ = Array("new".utf8).withUnsafeBytes { replacement.file.write($0) }
        }
        try abandon("a")
        try abandon("b")
        #expect(try scratch.names() == ["a"])
        #expect(try scratch.text("a") == "old")
    }

    @Test func linksAreFollowedAndStay() throws {
        try scratch.folder("real")
        try scratch.file("real/a", "old")
        scratch.link("a", to: "real/a")
        try files.replaceContents(of: "a", with: "new".utf8)
        #expect(try scratch.text("real/a") == "new")
        #expect(try scratch.names() == ["a", "real"])
        #expect(try scratch.names(in: "real") == ["a"])
    }

    @Test func refusesWhatIsNoFile() throws {
        try scratch.folder("folder")
        mkfifo(scratch("pipe"), 0o600)
        func words(_ path: String) -> String {
            files.words { () throws(FileAccessError) in
                try files.replaceContents(of: path, with: [])
                return "replaced"
            }
        }
        #expect(words("folder") == "cannot write 'folder': it is a folder")
        #expect(words("pipe") == "cannot write 'pipe': it is not a regular file")
        #expect(words("absent/a") == "cannot write 'absent/a': no such file")
        #expect(words("../a").contains("outside the folders"))
        #expect(words(String(repeating: "n", count: 255)) == "replaced")
        #expect(try scratch.names().count == 3)
    }

    @Test func temporaryFilesAreOpenToTheScriptThatMadeThem() throws {
        try scratch.folder("tmp")
        let work = try scratch.folder("work")
        let mine = FileAccess(workingDirectory: work, temporaryDirectory: scratch("tmp"))
        let path = try mine.makeTemporary().path
        #expect(path.hasPrefix(scratch("tmp/lua_")))
        #expect(mine.writing(path, "x") == "written")
        #expect(mine.reading(path) == "x")
        #expect(FileAccess(workingDirectory: work).reading(path).contains("outside the folders"))
        try mine.rename(path, to: "kept")
        #expect(try scratch.text("work/kept") == "x")
        #expect(mine.writing(scratch("tmp/other")).contains("outside the folders"))
        let unnamed = try mine.openTemporary()
        #expect(Array("x".utf8).withUnsafeBytes { unnamed.write($0) } == nil)
        #expect(try scratch.names(in: "tmp") == [])
    }
}
