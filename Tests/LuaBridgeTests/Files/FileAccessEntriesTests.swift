import Glibc
@testable import LuaBridge
import TestSupport
import Testing

/// Listing, matching, making, renaming and removing.
struct FileAccessEntriesTests {
    let scratch = ScratchFolder()
    let files: FileAccess

    init() throws {
        files = FileAccess(workingDirectory: try scratch.folder("work"), reading: [scratch("data")], hints: .flags)
    }

    private func refusal(_ action: () throws -> Void) -> String? {
        #expect(throws: FileAccessError.self, performing: action)?.description
    }

    @Test func listsInTheOrderOfBytes() throws {
        for name in ["b", "B", "a", ".hidden", "é", "10", "9"] { try scratch.file("work/" + name) }
        try scratch.folder("work/folder")
        #expect(try files.list(".") == [".hidden", "10", "9", "B", "a", "b", "folder", "é"])
        #expect(try files.list("folder") == [])
        #expect(refusal { _ = try files.list("a") } == "cannot list 'a': it is not a folder")
        #expect(refusal { _ = try files.list("absent") } == "cannot list 'absent': no such folder")
        #expect(
            refusal { _ = try files.list("..") }
                == "cannot list '..': outside the folders this script may read (allow it with --allow-read ..)")
    }

    @Test func namesThatAreNotTextAreNamed() throws {
        close(
            open(
                Array(scratch("work/caf").utf8CString.dropLast()) + [CChar(bitPattern: 0xE9), 0], O_CREAT | O_WRONLY,
                0o600))
        try scratch.file("work/a.csv")
        #expect(
            refusal { _ = try files.list(".") } == "cannot list '.': it holds a name that is not UTF-8, 'caf\u{FFFD}'")
        #expect(try files.glob("*.csv") == ["a.csv"])
        #expect(
            refusal { _ = try files.glob("c*") } == "cannot list '.': it holds a name that is not UTF-8, 'caf\u{FFFD}'")
    }

    @Test func globMatchesWithinNames() throws {
        try scratch.folder("work/out")
        try scratch.folder("work/old")
        for name in [
            "out/d_2.csv", "out/d_1.csv", "out/d_10.csv", "out/e_1.csv", "out/.d_3.csv", "old/d_1.csv", "out/[x]",
        ] {
            try scratch.file("work/" + name)
        }
        #expect(try files.glob("out/d_*.csv") == ["out/d_1.csv", "out/d_10.csv", "out/d_2.csv"])
        #expect(try files.glob("out/d_?.csv") == ["out/d_1.csv", "out/d_2.csv"])
        #expect(try files.glob("out/[d-f]_1.csv") == ["out/d_1.csv", "out/e_1.csv"])
        #expect(try files.glob("out/[!d]_1.csv") == ["out/e_1.csv"])
        #expect(try files.glob("*/d_1.csv") == ["old/d_1.csv", "out/d_1.csv"])
        #expect(try files.glob("./o*") == ["./old", "./out"])
        #expect(try files.glob(scratch("work/out/e*")) == [scratch("work/out/e_1.csv")])
        #expect(try files.glob("out/.d*") == ["out/.d_3.csv"])
        #expect(try files.glob("out/[[]x]") == ["out/[x]"])
        #expect(try files.glob("out/e_1.csv") == ["out/e_1.csv"])
        #expect(try files.glob("out/*.txt") == [])
        #expect(try files.glob("absent/*.csv") == [])
        #expect(try files.glob("out/e_1.csv/*") == [])
        #expect(try files.glob("absent.csv") == [])
        #expect(try files.glob("") == [])
    }

    @Test func globStaysInside() throws {
        try scratch.folder("secret")
        try scratch.file("secret/x.csv")
        try scratch.folder("work/in")
        try scratch.file("work/in/x.csv")
        scratch.link("work/out", to: "../secret")
        #expect(try files.glob("*/x.csv") == ["in/x.csv"])
        #expect(try files.glob("*") == ["in", "out"])
        #expect(
            refusal { _ = try files.glob("../*/x.csv") }
                == "cannot list '..': outside the folders this script may read (allow it with --allow-read ..)")
        #expect(refusal { _ = try files.glob("out/*.csv") }?.contains("it leads to '\(scratch("secret"))'") == true)
    }

    @Test func makesFolders() throws {
        try files.makeDirectory("a")
        try files.makeDirectory("b/c/d", parents: true)
        try files.makeDirectory("b/c/d", parents: true)
        #expect(try files.status(of: "b/c/d").kind == .folder)
        try scratch.file("work/file")
        #expect(refusal { try files.makeDirectory("a") } == "cannot make the folder 'a': it exists already")
        #expect(refusal { try files.makeDirectory("x/y") } == "cannot make the folder 'x/y': no such file")
        #expect(
            refusal { try files.makeDirectory("file", parents: true) }
                == "cannot make the folder 'file': it exists already")
        #expect(
            refusal { try files.makeDirectory("../x", parents: true) }
                == "cannot make the folder '../x': outside the folders this script may write (allow it with --allow-write ../x)"
        )
        let deep = FileAccess(workingDirectory: scratch("work"), writing: [scratch("new/deep")], hints: .flags)
        #expect(throws: FileAccessError.self) { try deep.makeDirectory(scratch("new/deep"), parents: true) }
        #expect(try scratch.names() == ["work"])
    }

    @Test func removesFilesLinksAndEmptyFolders() throws {
        try scratch.file("outside")
        scratch.link("work/link", to: "../outside")
        try scratch.file("work/file")
        try scratch.folder("work/full/empty")
        try files.remove("link")
        try files.remove("file")
        #expect(refusal { try files.remove("full") } == "cannot remove 'full': the folder is not empty")
        try files.remove("full/empty")
        try files.remove("full")
        #expect(try scratch.names(in: "work") == [])
        #expect(try scratch.names() == ["outside", "work"])
        #expect(refusal { try files.remove("absent") } == "cannot remove 'absent': no such file")
        #expect(refusal { try files.remove(".") }?.contains("outside the folders") == true)
        #expect(refusal { try files.remove("../outside") }?.contains("outside the folders") == true)
    }

    @Test func renamesWithinTheFolders() throws {
        try scratch.file("work/a", "new")
        try scratch.file("work/b", "old")
        try scratch.folder("data")
        try scratch.file("data/in", "in")
        try files.rename("a", to: "b")
        #expect(try scratch.text("work/b") == "new")
        #expect(refusal { try files.rename("a", to: "c") } == "cannot rename 'a': no such file")
        #expect(
            refusal { try files.rename("b", to: "../b") }
                == "cannot rename to '../b': outside the folders this script may write (allow it with --allow-write ../b)"
        )
        // It may be read, but renaming would remove it there.
        #expect(
            refusal { try files.rename("../data/in", to: "in") }
                == "cannot rename '../data/in': outside the folders this script may write (allow it with --allow-write ../data/in)"
        )
        scratch.link("work/link", to: "../data/in")
        try files.rename("link", to: "moved")
        #expect(files.reading("moved") == "in")
    }

    @Test func statusTellsKindSizeAndTime() throws {
        try scratch.file("work/a", "12345")
        var times = [timespec(tv_sec: 0, tv_nsec: 0), timespec(tv_sec: 1_700_000_000, tv_nsec: 500_000_000)]
        utimensat(AT_FDCWD, scratch("work/a"), &times, 0)
        let status = try files.status(of: "a")
        #expect(status.kind == .file && status.size == 5 && status.modified == 1_700_000_000.5)
        #expect(refusal { _ = try files.status(of: "b") } == "cannot look at 'b': no such file")
    }
}
