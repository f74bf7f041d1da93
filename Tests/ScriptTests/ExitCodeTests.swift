import ApiClients
import ApiEmulator
import Glibc
import ScriptRunner
import TestSupport
import Testing

/// How the process ends, for everything that can end it; signals are in ``SignalTests``.
struct ExitCodeTests {
    private static let create = "links.create('https://www.example.gov.sg/a', { shortUrl = 'a' })"

    @Test(
        arguments: [
            (0, ["-e", ""], [:]),
            (1, ["-e", "error('x')"], [:]),
            (1, ["-e", "links.create()"], [:]),
            (124, ["run", "--timeout", "0.1", "-e", "task.sleep(9)"], [:]),
            (9, ["-e", "os.exit(9)"], [:]),
            (64, ["run"], [:]),
            (64, ["run", "--no-such-flag", "x.lua"], [:]),
            (64, ["run", "--profile", "none", "-e", ""], [:]),
            (64, ["run", "--faults", "go:drop-after", "-e", ""], [:]),
            (64, ["run", "--sandbox", "--faults", "go:no-such-fault", "-e", ""], [:]),
            (65, ["-e", "links.create('http://x.sg')"], [:]),
            (66, ["run", "none.lua"], [:]),
            (69, ["run", "--sandbox", "--patience", "0", "--faults", "go:500-before", "-e", create], [:]),
            (69, ["run", "--sandbox", "-e", create], ["GOVSCRIPT_SANDBOX_FAULTS": "go:500-before", "PATIENCE": "0"]),
            (77, ["-e", "links.list()"], [:]),
            (77, ["-e", "fs.exists('/etc/passwd')"], [:]),
            (77, ["run", "--profile", "staging", "-e", "links.list()"], ["GOVSCRIPT_GO_API_KEY": "live_v1_x"]),
            (77, ["-e", "links.list()"], ["GOVSCRIPT_GO_API_KEY_FILE": "/etc/passwd"]),
            (78, ["-e", ""], ["GOVSCRIPT_GO_RATE": "fast"]),
            (78, ["-e", ""], ["GOVSCRIPT_PROFILE": "none"]),
            (78, ["-e", ""], ["GOVSCRIPT_CONFIG": "none.toml"]),
            (78, ["run", "--sandbox", "-e", ""], ["GOVSCRIPT_SANDBOX_FAULTS": "nonsense"]),
            (78, ["-e", "links.list()"], ["HTTPS_PROXY": "gopher://proxy.example"]),
            (78, ["-e", "datagov.whoami()"], ["GOVSCRIPT_APPEND_SETTLE": "soon"]),
            (78, ["auth", "status"], ["HTTPS_PROXY": "gopher://proxy.example"]),
        ] as [(Int32, [String], [String: String])])
    func theCodeTellsWhatEndedIt(_ code: Int32, _ words: [String], _ environment: [String: String]) async throws {
        let scratch = ScratchFolder()
        var words = words
        if environment["PATIENCE"] != nil { words.insert(contentsOf: ["--patience", "0"], at: 1) }
        let result = try await Command.run(words, in: scratch.path, environment: environment)
        #expect(result.status == code, "\(result.errors)")
        #expect(code == 0 || code == 9 || result.errors != "")
    }

    @Test func aSandboxInUseIsToBeTriedLater() async throws {
        let scratch = ScratchFolder()
        var configuration = EmulatorConfiguration()
        configuration.stateDirectory = try scratch.folder("state/sandbox")
        let result = try await EmulatorServer.serving(configuration) { _, _ in
            try await Command.run(["run", "--sandbox", "-e", ""], in: scratch.path)
        }
        #expect(result.status == 75)
        #expect(result.errors.hasPrefix("error: emulator: another process uses the state in "))
    }

    @Test func aMistakeInTheConfigurationFileHasItsPlace() async throws {
        let scratch = ScratchFolder()
        chmod(try scratch.file("my.toml", "[profiles.staging.go]\nrat = 1\n"), 0o600)
        let result = try await Command.run(["run", "--config", "my.toml", "-e", ""], in: scratch.path)
        #expect(
            result.errors == "error: my.toml:2:1: profiles.staging.go.rat: unknown field; did you mean 'rate'?\n")
        #expect(result.status == 78)
    }

    @Test func scriptsReadNoKeyFiles() async throws {
        let scratch = ScratchFolder()
        chmod(try scratch.file("go.key", "live_v1_x"), 0o600)
        let result = try await Command.run(
            ["-e", "print((io.open('go.key')), os.getenv('GOVSCRIPT_GO_API_KEY_FILE'))"], in: scratch.path,
            environment: ["GOVSCRIPT_GO_API_KEY_FILE": scratch("go.key")])
        #expect(result.output == "nil\tnil\n", "\(result.errors)")
    }

    @Test func aProxyThatFailsIsNamed() async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(
            ["run", "--patience", "0", "-e", "links.list()"], in: scratch.path,
            environment: [
                "GOVSCRIPT_GO_URL": "https://links.example", "GOVSCRIPT_GO_API_KEY": "test_v1_x",
                "HTTPS_PROXY": "http://me:password@127.0.0.1:1",
            ])
        #expect(
            result.errors.contains("cannot connect to the proxy 127.0.0.1:1 (HTTPS_PROXY): connection refused"),
            "\(result.errors)")
        #expect(!result.errors.contains("password"))
        #expect(result.status == 69)
    }

    /// Told by the first call, before anything is connected to.
    @Test(arguments: [
        ("none.pem", "no such file or directory"), ("junk.pem", "it holds no certificate"), (".", "it is not a file"),
    ])
    func aCertificateFileThatCannotBeUsedIsAConfigurationError(_ name: String, _ words: String) async throws {
        let scratch = ScratchFolder()
        try scratch.file("junk.pem", "junk")
        let path = scratch(name)
        let result = try await Command.run(
            ["-e", "links.list()"], in: scratch.path,
            environment: [
                "GOVSCRIPT_GO_URL": "https://127.0.0.1:1", "GOVSCRIPT_GO_API_KEY": "test_v1_x",
                "GOVSCRIPT_CA_FILE": path,
            ])
        #expect(result.status == 78)
        #expect(
            result.errors.contains("links.list: the certificate authority file \(path) cannot be used: \(words)\n"),
            "\(result.errors)")
        #expect(result.errors.contains("hint: Set GOVSCRIPT_CA_FILE, or the profile's ca_file, to a file"))
    }

    /// What the system says of a failure is no help by itself.
    @Test func aFullDiskIsToldWhatToDo() {
        let full = ApiError("cannot write rows.csv: no space left on device", file: ENOSPC, isWriting: true)
        #expect(ErrorReport(full).hint == "Free some disk space, then run the same command again.")
    }
}
