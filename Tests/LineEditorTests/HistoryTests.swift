import Foundation
import Glibc
import TerminalSupport
import Testing

@testable import LineEditor

/// What was entered is found again, and keys never reach the file.
struct HistoryTests {
    private let folder = TemporaryFolder()

    @Test func entriesAreFoundAgainInTheNextSession() async throws {
        let path = folder.path
        try await Program.aside {
            let first = try ProgramOnTerminal("LineEditorProbe", ["-", path + "/new"])
            try first.expect("probe> ")
            first.type("one\rtwo\r")
            try first.expect("got \"two\"\nprobe> ")
            first.type("quit\r")
            #expect(first.status() == 0)
            let second = try ProgramOnTerminal("LineEditorProbe", ["-", path + "/new"])
            try second.expect("probe> ")
            second.type("\u{1B}[A\u{1B}[A\r")
            try second.expect("got \"one\"\nprobe> ")
            second.type("\u{12}tw\r")
            try second.expect("got \"two\"\nprobe> ")
        }
        #expect(try folder.read("new/history") == "one\ntwo\none\ntwo\n")
        var status = stat()
        #expect(stat(path + "/new/history", &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func aLongEntryAndOneOfSeveralLinesComeBackWhole() async throws {
        let long = String(repeating: "0123456789", count: 200)
        let history = LineHistory(in: folder.path)
        history.add("for i = 1, 3 do\n  print(i)\\n\nend")
        history.add(long)
        let path = folder.path
        try await Program.aside {
            let probe = try ProgramOnTerminal("LineEditorProbe", ["-", path])
            try probe.expect("probe> ")
            probe.type("\u{1B}[A\r")
            try probe.expect("got \"\(long)\"\nprobe> ")
            probe.type("\u{1B}[A\u{1B}[A\r")
            try probe.expect("got \"for i = 1, 3 do\\n  print(i)\\\\n\\nend\"\nprobe> ")
        }
    }

    @Test func twoSessionsKeepEachOthersEntries() throws {
        let first = LineHistory(in: folder.path), second = LineHistory(in: folder.path)
        first.add("a")
        second.add("b")
        first.add("c")
        #expect(try folder.read("history") == "a\nb\nc\n")
    }

    @Test func theOldestEntriesGoWhenThereAreTooMany() throws {
        let history = LineHistory(in: folder.path, limit: 3)
        for entry in ["1", "2", "3", "4", "5"] { history.add(entry) }
        _ = LineHistory(in: folder.path, limit: 3)
        #expect(try folder.read("history") == "3\n4\n5\n")
        // Who had the file open before it was replaced writes to the new one.
        history.add("6")
        #expect(try folder.read("history") == "3\n4\n5\n6\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["history"])
    }

    @Test func repetitionsAndBlankLinesAreNotKept() throws {
        let history = LineHistory(in: folder.path)
        for entry in ["a", "a", "", "  ", "b", "a"] { history.add(entry) }
        #expect(try folder.read("history") == "a\nb\na\n")
    }

    @Test func othersMayNotReadAFileThatTheyCouldReadBefore() throws {
        try folder.write("history", "old\n")
        chmod(folder.path + "/history", 0o644)
        LineHistory(in: folder.path).add("new")
        var status = stat()
        #expect(stat(folder.path + "/history", &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try folder.read("history") == "old\nnew\n")
    }

    @Test(arguments: [
        " secret()", "x = 'live_v1_abc'", "test_v1_abc", "local api_key = \"a1b2c3d4e5f6a7b8\"",
        "GO_KEY='go-1234567890abcdef'", "config.token=0123456789abcdef0", "t = { secret: '0123456789abcdef' }",
        "headers['x-api-key'] = 'abcdefghijklmnop1'", "set(\"TOKEN\", \"abcdefghijklmnopqrstuvwxyzabcdefgh\")",
        "dbPassword = [[correct-horse-9-battery]]",
    ])
    func aKeyIsNotKept(_ entry: String) throws {
        #expect(!HistoryPolicy.mayKeep(entry))
        LineHistory(in: folder.path).add(entry)
        #expect(throws: (any Error).self) { try folder.read("history") }
    }

    @Test(arguments: [
        "bulk.each('x', items, f, { key = \"slug\", save = \"created.csv\" })", "for key, value in pairs(t) do end",
        "key = row.campaign_reference", "t.key == other", "print(token)", "tokens = string.gmatch(text, '%w+')",
    ])
    func otherLinesAreKept(_ entry: String) {
        #expect(HistoryPolicy.mayKeep(entry))
    }
}
