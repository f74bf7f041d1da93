import Catalogue
import Testing

@testable import ScriptCheck

/// The files that a script names.
struct FileUseTests {
    /// The findings where only some files are there, and what lies below `/etc` is closed.
    private static func findings(in source: String, existing: Set<String> = ["here.csv"]) -> [String] {
        Declarations.check.findings(in: source, file: "a") { path, use in
            if path.hasPrefix("/etc") { return .closed("'\(path)' is closed to \(use)") }
            switch use {
            case .look, .makeFolder, .remove: return nil
            case .write: return path.contains("/") ? .missing("no folder for '\(path)'") : nil
            case .tryToRead, .read, .list: return existing.contains(path) ? nil : .missing("no '\(path)'")
            }
        }.map { String("\($0)".dropFirst(2)) }
    }

    @Test(arguments: [
        ("for r in csv.rows(\"none.csv\") do print(r) end", "1:19: warning: no 'none.csv'"),
        ("local PATH <const> = \"none.csv\"\nfor r in csv.rows(PATH) do print(r) end", "2:19: warning: no 'none.csv'"),
        ("io.open(\"/etc/passwd\")", "1:9: warning: '/etc/passwd' is closed to tryToRead"),
        ("io.open(\"/etc/x\", \"w\")", "1:9: warning: '/etc/x' is closed to write"),
        ("local text = fs.read(\"/etc/passwd\")", "1:22: warning: '/etc/passwd' is closed to read"),
        ("csv.writer(\"out/a.csv\", {})", "1:12: warning: no folder for 'out/a.csv'"),
        (
            "bulk.each(\"a\", {}, print, { save = \"/etc/a.csv\" })",
            "1:36: warning: '/etc/a.csv' is closed to write"
        ),
        ("datagov.upload(\"d\", \"none.csv\")", "1:21: warning: no 'none.csv'"),
        ("fs.read(\"none\") fs.read(\"none\")", "1:9: warning: no 'none'"),
    ])
    func filesThatAreNotToBeHad(_ source: String, _ finding: String) {
        #expect(Self.findings(in: source) == [finding])
    }

    @Test(arguments: [
        "for r in csv.rows(\"here.csv\") do print(r) end",
        "for r in csv.rows(args[1]) do print(r) end",
        "csv.writer(\"new.csv\", {}):close()\nfor r in csv.rows(\"new.csv\") do print(r) end",
        "if fs.exists(\"none\") then print(fs.read(\"none\")) end",
        "local f = io.open(\"none\")\nif f then print(f) end",
        "fs.mkdir(\"out\")\nfs.write(\"out/a\", \"\")",
        "bulk.each(\"a\", {}, print, { save = \"b.csv\" })\nprint(fs.read(\"b.csv\"))",
        "print(fs.read(\"none\")) -- check: ignore missing-file",
        "print(fs.read(\"/etc/x\")) -- check: ignore closed-path",
    ])
    func nothingIsSaidOfWhatMayBe(_ source: String) {
        #expect(Self.findings(in: source) == [])
    }
}
