import Glibc
@testable import LuaBridge
import TestSupport
import Testing

/// What may be opened, and how a refusal reads.
struct FileAccessTests {
    let scratch = ScratchFolder()

    private func access(
        script: String? = nil, home: String? = nil, reading: [String] = [], writing: [String] = [],
        arguments: [String] = [], denied: [String] = [], everything: Bool = false
    ) throws -> FileAccess {
        FileAccess(
            workingDirectory: try scratch.folder("work"), scriptDirectory: script, homes: home.map { [$0] } ?? [],
            reading: reading,
            writing: writing, arguments: arguments, denied: denied, everything: everything, hints: .flags)
    }

    @Test func workingDirectoryAndScriptFolderAreOpen() throws {
        let files = try access(script: scratch.folder("scripts"))
        try scratch.file("work/links.csv", "url\n")
        try scratch.file("scripts/helper.txt", "help")
        #expect(files.reading("links.csv") == "url\n")
        #expect(files.reading(scratch("work/links.csv")) == "url\n")
        #expect(files.reading("../scripts/helper.txt") == "help")
        #expect(files.writing("out.csv", "a") == "written")
        #expect(try scratch.text("work/out.csv") == "a")
    }

    @Test func everythingElseIsClosed() throws {
        let files = try access()
        try scratch.file("secret")
        #expect(
            files.reading("/etc/passwd")
                == "cannot read '/etc/passwd': outside the folders this script may read (allow it with --allow-read /etc/passwd)"
        )
        #expect(
            files.writing("../secret")
                == "cannot write '../secret': outside the folders this script may write (allow it with --allow-write ../secret)"
        )
        #expect(try scratch.text("secret") == "")
        // Existing or not, the answer is the same.
        #expect(
            files.reading("../absent/x")
                == "cannot read '../absent/x': outside the folders this script may read (allow it with --allow-read ../absent/x)"
        )
        #expect(files.reading("/").hasPrefix("cannot read '/': outside the folders"))
    }

    /// Such a path would lead back inside if the folder were there.
    @Test func dotsDoNotTellWhatIsThere() throws {
        let files = try access()
        try scratch.file("work/in.txt", "in")
        try scratch.folder("there")
        scratch.link("work/out", to: "../there")
        for path in ["../there/../work/in.txt", "../absent/../work/in.txt", "out/../work/in.txt"] {
            #expect(
                files.reading(path) == "cannot read '\(path)': a '..' in it comes from outside the folders this "
                    + "script may read or write (leave it out)")
        }
        #expect(
            files.reading("../../\(scratch("work/in.txt").split(separator: "/").dropFirst().joined(separator: "/"))")
                == "in")
        #expect(files.reading("absent/../in.txt").hasSuffix("no such file"))
    }

    @Test func siblingWithTheSameBeginningIsOutside() throws {
        let files = try access()
        try scratch.folder("work2")
        try scratch.file("work2/x", "no")
        #expect(files.reading("../work2/x").hasPrefix("cannot read '../work2/x': outside"))
    }

    /// Swift takes the two spellings of é for equal strings; the kernel does not take them for equal names.
    @Test func unicodeFormsAreDifferentFolders() throws {
        let composed = try scratch.folder("caf\u{E9}")
        try scratch.folder("cafe\u{301}")
        try scratch.file("cafe\u{301}/x", "no")
        let files = FileAccess(workingDirectory: composed)
        #expect(files.reading(scratch("cafe\u{301}/x")).contains("outside the folders"))
    }

    @Test func ordinaryErrorsAreOrdinaryWords() throws {
        let files = try access()
        try scratch.file("work/file")
        try scratch.folder("work/folder")
        #expect(files.reading("links.csv") == "cannot read 'links.csv': no such file")
        #expect(files.reading("no/links.csv") == "cannot read 'no/links.csv': no such file")
        #expect(files.reading("no/../file") == "cannot read 'no/../file': no such file")
        #expect(files.reading("file/x") == "cannot read 'file/x': a part of the path is not a folder")
        #expect(files.reading("folder") == "cannot read 'folder': it is a folder")
        #expect(files.writing("folder") == "cannot write 'folder': it is a folder")
        #expect(files.reading("") == "cannot read '': no such file")
        #expect(files.reading("a\0b") == "cannot read 'a\\0b': a path cannot hold a NUL")
        #expect(
            files.reading(String(repeating: "n", count: 300)).hasSuffix("nnn': file name too long"))
        let error = #expect(throws: FileAccessError.self) { _ = try files.open("links.csv", for: .read).descriptor }
        #expect(error?.code == .notFound && error?.errno == ENOENT && error?.path == "links.csv")
    }

    @Test func flagsOpenFoldersAndFilesForOneThing() throws {
        try scratch.folder("data/deep")
        try scratch.file("data/deep/in.csv", "in")
        let files = try access(
            reading: [scratch("data")], writing: [scratch("made later/out.csv"), "../data/deep/new.csv"])
        #expect(files.reading("../data/deep/in.csv") == "in")
        #expect(files.writing("../data/deep/new.csv") == "written")
        #expect(
            files.writing("../data/deep/in.csv")
                == "cannot write '../data/deep/in.csv': outside the folders this script may write "
                + "(allow it with --allow-write ../data/deep/in.csv)")
        #expect(files.writing("../made later/out.csv") == "cannot write '../made later/out.csv': no such file")
        try scratch.folder("made later")
        #expect(files.writing("../made later/out.csv") == "written")
        #expect(
            files.reading("../made later/out.csv")
                == "cannot read '../made later/out.csv': outside the folders this script may read "
                + "(allow it with --allow-read '../made later/out.csv')")
        #expect(
            files.writing("../data/deep/new.csv", for: .readUpdate) == "written")
        #expect(
            files.writing("../made later/out.csv", for: .appendUpdate)
                == "cannot open '../made later/out.csv': outside the folders this script may read "
                + "(allow it with --allow-read '../made later/out.csv')")
    }

    @Test func argumentsOpenExactlyThoseFiles() throws {
        try scratch.folder("data/folder")
        try scratch.file("data/a.csv", "a")
        try scratch.file("data/b.csv", "b")
        try scratch.file("data/folder/c.csv", "c")
        let files = try access(arguments: ["--limit=5", "", "x\0y", "../data/a.csv", scratch("data/folder")])
        #expect(files.reading(scratch("data/a.csv")) == "a")
        #expect(files.writing("../data/a.csv") == "written")
        #expect(files.reading("../data/b.csv").contains("outside the folders"))
        #expect(files.reading("../data/folder/c.csv").contains("outside the folders"))
        #expect(throws: FileAccessError.self) { try files.list(scratch("data/folder")) }
    }

    @Test func homeAndRootAreNotOpenByThemselves() throws {
        let home = try scratch.folder("work")
        try scratch.file("work/notes", "mine")
        try scratch.folder("work/project")
        let atHome = try access(home: home)
        #expect(
            atHome.reading("notes")
                == "cannot read 'notes': the home folder is not open to scripts by itself (allow it with --allow-read notes)"
        )
        #expect(
            try access(home: scratch("work/project")).reading("notes").hasPrefix(
                "cannot read 'notes': '\(home)' is not open to scripts by itself"))
        #expect(try access(home: home, reading: ["."]).reading("notes") == "mine")
        #expect(try access(home: scratch("other")).reading("notes") == "mine")
        let atRoot = FileAccess(workingDirectory: "/", scriptDirectory: "/", hints: .flags)
        #expect(
            atRoot.reading("etc/passwd")
                == "cannot read 'etc/passwd': '/' is not open to scripts by itself (allow it with --allow-read etc/passwd)"
        )
        let below = FileAccess(workingDirectory: scratch("work/project"), scriptDirectory: home, homes: [home])
        #expect(below.writing("x") == "written")
        #expect(below.reading("../notes").contains("outside the folders"))
    }

    @Test(arguments: [false, true]) func deniedPathsStayClosed(everything: Bool) throws {
        try scratch.folder("work/.state/journal")
        try scratch.file("work/.state/journal/run.db", "secret")
        try scratch.file("work/key", "secret")
        scratch.link("work/innocent", to: ".state/journal")
        scratch.link("work/configuration", to: "../dotfiles")
        let files = try access(
            reading: [scratch("work/key")], arguments: ["key"],
            denied: [scratch("work/.state/journal"), "key", "configuration"],
            everything: everything)
        let reason = "state, configuration and key files are closed to scripts"
        #expect(files.reading("key") == "cannot read 'key': \(reason)")
        #expect(files.reading("innocent/run.db") == "cannot read 'innocent/run.db': \(reason)")
        #expect(files.writing(".state/journal/new") == "cannot write '.state/journal/new': \(reason)")
        #expect(files.writing(".state/other") == "written")
        // Under another name it would be open.
        let error = #expect(throws: FileAccessError.self) { try files.rename(".state", to: "state") }
        #expect(error?.description == "cannot rename '.state': \(reason)")
        #expect(throws: FileAccessError.self) { try files.rename(".state/other", to: "key") }
        #expect(throws: FileAccessError.self) { try files.remove("key") }
        #expect(throws: FileAccessError.self) { try files.remove("configuration") }
        #expect(try scratch.text("work/key") == "secret")
    }

    @Test func everythingIsPlainLua() throws {
        let files = try access(everything: true)
        try scratch.file("outside", "x")
        #expect(files.reading("../outside") == "x")
        #expect(files.writing("/dev/null") == "written")
        #expect(try files.status(of: "/dev/null").kind == .other)
        #expect(files.writing("../outside", "yz", for: .append) == "written")
        #expect(try scratch.text("outside") == "xyz")
        #expect(files.writing("../outside", "w") == "written")
        #expect(try scratch.text("outside") == "w")
    }

    /// The way to a denied place cannot be led elsewhere.
    @Test(arguments: [false, true]) func linksOnTheWayToDeniedPathsStay(everything: Bool) throws {
        try scratch.folder("work/real/keys")
        try scratch.file("work/real/keys/go", "secret")
        scratch.link("work/keys", to: "real/keys")
        scratch.link("work/current", to: "keys/go")
        try scratch.folder("work/mine")
        let files = FileAccess(
            workingDirectory: scratch("work"), denied: [scratch("work/current")], everything: everything)
        for name in ["current", "keys", "real", "real/keys", "real/keys/go", "keys/go"] {
            #expect(throws: FileAccessError.self, "\(name)") { try files.remove(name) }
            #expect(throws: FileAccessError.self, "\(name)") { try files.rename(name, to: "elsewhere") }
            #expect(throws: FileAccessError.self, "\(name)") { try files.rename("mine", to: name) }
        }
        for name in ["current", "keys/go", "real/keys/go"] {
            #expect(files.reading(name).hasSuffix("state, configuration and key files are closed to scripts"))
        }
        #expect(try scratch.text("work/current") == "secret")
    }

    /// Where everything is allowed, too, the place that was judged is the place that is opened.
    @Test func linksAreFollowedToTheirEndsWhereEverythingIsAllowed() throws {
        try scratch.folder("work")
        try scratch.file("work/a", "text")
        scratch.link("work/b", to: "a")
        scratch.link("work/new", to: "made")
        scratch.link("work/loop", to: "loop")
        let files = FileAccess(workingDirectory: scratch("work"), everything: true)
        #expect(files.reading("b") == "text")
        #expect(files.writing("new", "x") == "written")
        #expect(try scratch.text("work/made") == "x")
        #expect(files.reading("loop") == "cannot read 'loop': its symbolic links lead in a circle")
        #expect(files.reading("none/../a") == "cannot read 'none/../a': no such file")
    }
}
