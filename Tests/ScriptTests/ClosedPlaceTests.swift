import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// No function that scripts can reach opens a closed place, by any name and with any flag.
///
/// The functions are those of a real interpreter, so that one that is added tomorrow is tried too. All places lie in the
/// working directory, where everything else is open.
struct ClosedPlaceTests {
    private let scratch = ScratchFolder()

    private static let names = [
        "keys/prod.key", "keys/stage.key", "variable.key", "credentials/go_api_key", "credentials", "print-key",
        "ca.pem",
        "config/govscript/config.toml", "config/govscript/keys/production/go", "config/govscript", "other.toml",
        "state/marker", "state", "link", "keys/../keys/prod.key", "links/prod.key", "/proc/self/environ",
        "/proc/thread-self/environ", "proc", "/dev/fd/../environ",
    ]

    /// The content of every closed file, by its path.
    private func contents() throws -> [String: String] {
        var contents: [String: String] = [:]
        for folder in ["keys", "credentials", "config", "state", "links"] {
            let path = scratch(folder)
            contents[folder + "/"] = ""
            for name in try FileManager.default.subpathsOfDirectory(atPath: path) where !name.hasPrefix("sandbox") {
                contents[folder + "/" + name] = (try? scratch.text(folder + "/" + name)) ?? ""
            }
        }
        for name in ["variable.key", "other.toml", "print-key", "ca.pem", "link", "proc"] {
            contents[name] = (try? scratch.text(name)) ?? "none"
        }
        return contents
    }

    private func prepare() throws {
        for folder in ["keys", "credentials", "config/govscript/keys/production", "state"] {
            chmod(try scratch.folder(folder), 0o700)
        }
        for name in [
            "keys/prod.key", "keys/stage.key", "variable.key", "credentials/go_api_key", "print-key", "ca.pem",
            "config/govscript/keys/production/go", "state/marker", "state/listed_canary",
            "config/govscript/listed_canary",
        ] {
            chmod(try scratch.file(name, "live_v1_canary\nlive_v1_canary\n"), 0o600)
        }
        let keys = """
            # live_v1_canary
            [profiles.production.go]
            key_file = "\(scratch("keys/prod.key"))"
            [profiles.production.forsg]
            key_command = ["\(scratch("print-key"))"]
            [profiles.staging.go]
            key_file = "\(scratch("links/stage.key"))"
            [profiles.staging]
            ca_file = "\(scratch("ca.pem"))"
            """
        for name in ["config/govscript/config.toml", "other.toml"] { chmod(try scratch.file(name, keys), 0o600) }
        scratch.link("link", to: "keys/prod.key")
        scratch.link("links", to: "keys")
        scratch.link("proc", to: "/proc/self/environ")
    }

    private func run(
        _ flags: [String], _ paths: [String] = [], pairs: [String] = [], in folder: String? = nil
    ) async throws -> ChildProcess.Result {
        let script = ScriptTests.folder + "/closed/every_function.lua"
        return try await Command.run(
            ["run", "--sandbox", "--config", scratch("other.toml")] + flags + [script], in: folder ?? scratch.path,
            environment: [
                "XDG_CONFIG_HOME": scratch("config"), "CREDENTIALS_DIRECTORY": scratch("credentials"),
                "GOVSCRIPT_GO_API_KEY_FILE": scratch("variable.key"), "MARK": "canary",
                "PLACES": paths.joined(separator: "\n"), "PAIRS": pairs.joined(separator: "\n"),
                "GOVSCRIPT_GO_API_KEY": "live_v1_canary",
            ])
    }

    @Test(arguments: [
        [], ["--allow-read", "/", "--allow-write", "/"], ["--allow-run"], ["--allow-all"],
        ["--dry-run", "--allow-all"],
    ])
    func noFunctionOpensOne(_ flags: [String]) async throws {
        try prepare()
        let before = try contents()
        let result = try await run(flags, Self.names + [scratch("keys/prod.key")])
        #expect(result.status == 0, "\(result.errors.suffix(2000))")
        let lines = result.output.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("OPEN") } == [])
        #expect(lines.last?.hasPrefix("called ") == true)
        let after = try contents()
        for (name, text) in before where after[name] != text { Issue.record("\(name) was changed") }
        // The record of the start and the script's lock are the host's own.
        let own = ["state/locks", "state/starts"]
        for name in after.keys where before[name] == nil && !own.contains(where: name.hasPrefix) {
            Issue.record("\(name) was made")
        }
    }

    /// The script finds what is open.
    @Test func whatIsOpenIsFound() async throws {
        try prepare()
        let outside = ScratchFolder()
        let path = try outside.file("open.txt", "live_v1_canary\nlive_v1_canary\n")
        let result = try await run(["--allow-read", path], [path])
        let found = Set(
            result.output.split(separator: "\n").filter { $0.hasPrefix("OPEN ") }.map { $0.split(separator: " ")[1] })
        #expect(found.isSuperset(of: ["io.open", "io.lines", "fs.read", "csv.rows", "io.input"]), "\(found)")
    }

    /// Whether something is there where a script may not look is not told: each pair is of a path that exists and one
    /// that does not.
    @Test(arguments: [[], ["--allow-all"]])
    func noFunctionTellsWhatIsThere(_ flags: [String]) async throws {
        try prepare()
        let work = try scratch.folder("work")
        try scratch.file("work/inside.txt", "inside\n")
        try scratch.folder("beside/there")
        for name in ["beside/there.txt", "beside/there.lua", "beside/there.so", "beside/there.csv"] {
            try scratch.file(name, "a,b\n1,2\n")
        }
        let denied = [
            "../credentials/go_api_key>../credentials/no_api_key",
            "../config/govscript/keys>../config/govscript/none",
            "../config/govscript/?.toml>../config/govscript/?.tomb",
        ]
        let outside = [
            "../beside/there.txt>../beside/three.txt", "../beside/there.csv>../beside/three.csv",
            "../beside/there>../beside/three", "\(scratch("beside/there.txt"))>\(scratch("beside/three.txt"))",
            "\(scratch("beside/there"))>\(scratch("beside/three"))",
            "../beside/there/../../work/inside.txt>../beside/three/../../work/inside.txt",
            "../beside/there.txt/../../work/inside.txt>../beside/three.txt/../../work/inside.txt",
            "\(scratch("beside/there"))/../../work>\(scratch("beside/three"))/../../work",
            "../beside/there*>../beside/three*", "../beside/there/>../beside/three/",
        ]
        let result = try await run(flags, pairs: flags.isEmpty ? denied + outside : denied, in: work)
        #expect(result.status == 0, "\(result.errors.suffix(2000))")
        let lines = result.output.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("TELLS") } == [])
        #expect(lines.last?.hasPrefix("called ") == true)
    }
}
