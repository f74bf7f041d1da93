import FoundationEssentials
import Glibc
@testable import LuaBridge
import TestSupport
import Testing

/// Links and `..`, with the kernel's `openat2` and without it.
@Suite struct FileAccessLinkTests {
    let scratch = ScratchFolder()

    private func access(_ opening: LinklessOpen, reading: [String] = []) throws -> FileAccess {
        FileAccess(workingDirectory: try scratch.folder("work"), reading: reading, hints: .flags, opening: opening)
    }

    @Test(arguments: [LinklessOpen.kernel, .walk]) func linksWithinTheFoldersWork(opening: LinklessOpen) throws {
        let files = try access(opening, reading: [scratch("data")])
        try scratch.folder("work/2026/05")
        try scratch.folder("data")
        try scratch.file("work/2026/05/in.csv", "may")
        try scratch.file("data/in.csv", "data")
        scratch.link("work/latest", to: "2026/05")
        scratch.link("work/absolute", to: scratch("work/2026"))
        scratch.link("work/latest.csv", to: "latest/in.csv")
        scratch.link("work/data", to: "../data")
        scratch.link("work/new.csv", to: "2026/new.csv")
        #expect(files.reading("latest/in.csv") == "may")
        #expect(files.reading("latest/../05/in.csv") == "may")
        #expect(files.reading("absolute/05/in.csv") == "may")
        #expect(files.reading("latest.csv") == "may")
        #expect(files.reading("data/in.csv") == "data")
        #expect(files.reading("2026/../../work/latest.csv") == "may")
        #expect(files.writing("new.csv", "made") == "written")
        #expect(try scratch.text("work/2026/new.csv") == "made")
        #expect(files.writing("data/in.csv").contains("it leads to"))
    }

    @Test(arguments: [LinklessOpen.kernel, .walk]) func linksDoNotLeadOut(opening: LinklessOpen) throws {
        let files = try access(opening)
        try scratch.folder("out side")
        try scratch.file("out side/secret", "no")
        scratch.link("work/file", to: scratch("out side/secret"))
        scratch.link("work/folder", to: "../out side")
        scratch.link("work/process", to: "/proc/self/root")
        scratch.link("out side/back", to: "../work")
        let secret = scratch("out side/secret")
        #expect(
            files.reading("file")
                == "cannot read 'file': it leads to '\(secret)', outside the folders this script may read "
                + "(allow it with --allow-read '\(secret)')")
        #expect(files.reading("folder/secret").contains("it leads to '\(secret)'"))
        #expect(files.writing("file").contains("it leads to '\(secret)'"))
        #expect(files.writing("folder/new").contains("outside the folders"))
        #expect(files.reading("process/etc/passwd").contains("outside the folders"))
        #expect(files.reading("folder/../work/../out side/secret").contains("outside the folders"))
        // Where a link outside leads is not told.
        scratch.link("out side/hidden", to: "/etc/shadow")
        #expect(!files.reading("../out side/hidden").contains("shadow"))
        #expect(try scratch.names(in: "out side") == ["back", "hidden", "secret"])
        #expect(try scratch.text("out side/secret") == "no")
    }

    @Test(arguments: [LinklessOpen.kernel, .walk]) func linksInACircleEnd(opening: LinklessOpen) throws {
        let files = try access(opening)
        scratch.link("work/a", to: "b")
        scratch.link("work/b", to: "a")
        #expect(files.reading("a") == "cannot read 'a': its symbolic links lead in a circle")
    }

    /// What protects when a folder becomes a link after the path was judged.
    @Test(arguments: [LinklessOpen.kernel, .walk]) func openingItselfRefusesLinks(opening: LinklessOpen) throws {
        try scratch.folder("real")
        try scratch.file("real/file", "x")
        scratch.link("folder", to: "real")
        scratch.link("file", to: "real/file")
        func failure(_ name: String, _ flags: Int32) -> Int32? {
            let path = CanonicalPath(lexically: Array(scratch(name).utf8))
            let descriptor = opening(path, flags)
            return descriptor < 0 ? errno : OpenFile(owning: descriptor).descriptor < 0 ? 0 : nil
        }
        #expect(failure("real/file", O_RDONLY) == nil)
        #expect(failure("real", pathOnly | O_DIRECTORY) == nil)
        #expect(failure("file", O_RDONLY) == ELOOP)
        #expect(failure("file", O_WRONLY | O_CREAT) == ELOOP)
        #expect(failure("file", pathOnly) == ELOOP)
        #expect([ELOOP, ENOTDIR].contains(failure("folder/file", O_RDONLY)))
        #expect([ELOOP, ENOTDIR].contains(failure("folder", pathOnly | O_DIRECTORY)))
        #expect(failure("absent", O_RDONLY) == ENOENT)
    }

    @Test(arguments: [LinklessOpen.kernel, .walk]) func descriptorsAreNotLeaked(opening: LinklessOpen) throws {
        let files = FileAccess(
            workingDirectory: try scratch.folder("work"), temporaryDirectory: scratch.path, opening: opening)
        try scratch.file("work/a")
        scratch.link("work/link", to: "a")
        for path in ["a", "link", "absent", "absent/b", "a/b", "/etc/passwd", "."] { _ = files.reading(path) }
        _ = try? files.list("a")
        _ = try files.list(".")
        _ = try files.glob("*")
        _ = try files.status(of: "a")
        _ = try files.replacing("a").file.descriptor
        _ = try files.makeTemporary().file.descriptor
        try files.replaceContents(of: "a", with: [])
        try files.makeDirectory("b/c", parents: true)
        try files.rename("a", to: "b/a")
        try files.remove("b/a")
        #expect(try openHere() == [])
        let file = try files.open("link", for: .write)
        #expect(try openHere() == [scratch("work/a")])
        #expect(file.descriptor >= 0)
    }

    /// The files beneath the scratch folder that this process has open; other tests have theirs.
    private func openHere() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { name in
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + name)
            return target?.hasPrefix(scratch.path) == true ? target : nil
        }
    }
}
