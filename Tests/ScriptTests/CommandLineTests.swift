import Catalogue
import Glibc
import ScriptRunner
import TestSupport
import Testing

@testable import ApiEmulator
@testable import ScriptModules

/// What the command says to words that it does not take, and what it tells of itself.
struct CommandLineTests {
    private let scratch = ScratchFolder()

    private func run(_ words: String..., environment: [String: String] = [:]) async throws -> ChildProcess.Result {
        try await Command.run(words, in: scratch.path, environment: environment)
    }

    private static func missing(_ file: String, _ hint: String) -> String {
        "error: cannot read \(file): no such file or directory\n  hint: \(hint)\n"
    }

    @Test func withoutWordsItShowsTheOverview() async throws {
        let result = try await run()
        #expect(result.output.hasPrefix("OVERVIEW: Run Lua scripts"))
        #expect(result.errors == "" && result.status == 0)
    }

    @Test(arguments: [
        (["rnu", "x.lua"], missing("rnu", "Did you mean the command 'govscript run'?")),
        (["first"], missing("first", "Did you mean first.lua?")),
        (["frist.lua"], missing("frist.lua", "Did you mean first.lua?")),
        (["./xyzzy"], "error: cannot read ./xyzzy: no such file or directory\n"),
        (["run", "--tiemout", "5", "first.lua"], "error: Unknown option --tiemout; did you mean --timeout?\n"),
        (["run", "--xyzzy=1", "first.lua"], "error: Unknown option --xyzzy. govscript run --help lists the options"),
        (["run", "--timeout", "2x", "first.lua"], "error: The value '2x' is invalid for '--timeout <time>'\n"),
        (
            ["run", "--memory-limit", "1K", "first.lua"],
            "error: --memory-limit must be at least 1M: Lua and the modules need that much themselves.\n"
        ),
        (["run", "--memory-limit", "0", "first.lua"], "error: The value '0' is invalid for '--memory-limit <size>'\n"),
        (["run"], "error: Name a script, or give code with -e."),
        (["runs", "shw", "big"], "error: there is no command govscript runs shw; did you mean govscript runs show?\n"),
        (
            ["runs", "campaign"],
            "error: there is no command govscript runs campaign; there are: list, show, retry, resolve, export, "
                + "forget, watch, prune, drop\n"
        ),
        (
            ["auth", "logni", "go"],
            "error: there is no command govscript auth logni; did you mean govscript auth login?\n"
        ),
        (["check", "frist.lua"], "error: there is no file frist.lua\n  hint: Did you mean first.lua?\n"),
    ])
    func suggestsWhatWasMeant(_ words: [String], _ beginning: String) async throws {
        try scratch.file("first.lua", "")
        let result = try await Command.run(words, in: scratch.path)
        #expect(result.errors.hasPrefix(beginning), "\(result.errors)")
        #expect(result.status == 64 || result.status == 66)
    }

    /// After the script they would be its arguments, and the script would write to production.
    @Test(arguments: [
        (["first.lua", "--sandbox"], "--sandbox"), (["run", "first.lua", "a.csv", "--dry-run"], "--dry-run"),
        (["run", "first.lua", "--profile=staging"], "--profile"),
        (["run", "-e", "", "x", "--timeout", "5"], "--timeout"),
    ])
    func optionsAfterTheScriptAreRefused(_ words: [String], _ option: String) async throws {
        try scratch.file("first.lua", "")
        let result = try await Command.run(words, in: scratch.path)
        #expect(
            result.errors.hasPrefix("error: \(option) comes after the script, which would get it as an argument."))
        #expect(result.status == 64)
    }

    @Test(arguments: [
        (["a.csv", "--own"], "a.csv,--own"), (["--", "--sandbox"], "--sandbox"),
        (["x", "--", "--sandbox"], "x,--,--sandbox"),
    ])
    func otherWordsAfterTheScriptAreItsOwn(_ words: [String], _ arguments: String) async throws {
        try scratch.file("first.lua", "print(table.concat(args, ','))")
        let result = try await Command.run(["run", "first.lua"] + words, in: scratch.path)
        #expect(result.output == arguments + "\n")
    }

    @Test(arguments: ["64M", "64", "64MiB", "0.0625G", "65536K"])
    func memoryHasUnits(_ amount: String) async throws {
        let result = try await run(
            "run", "--memory-limit", amount, "-e", "print(pcall(string.rep, 'x', 1 << 27))")
        // A fraction is no amount.
        if amount.contains(".") {
            #expect(result.status == 64)
        } else {
            #expect(result.output == "false\tnot enough memory\n", "\(result.errors)")
        }
    }

    @Test func timesHaveUnits() async throws {
        let result = try await run("run", "--timeout", "2h", "--patience", "5m", "--grace", "4s", "-e", "print(1)")
        #expect(result.output == "1\n", "\(result.errors)")
    }

    /// The fault texts of the sandbox, and the exit codes, are each listed in a topic.
    @Test func topicsAreComplete() {
        let faults = HelpTopics.faults.text
        for name in Fault.names {
            #expect(faults.contains(" \(name) ") || faults.contains(" \(name),"), "\(name)")
        }
        let codes = HelpTopics.exitCodes.text
        for code in ExitCode.allCases {
            let number = "\(code.rawValue)"
            #expect(codes.contains("\n" + String(repeating: " ", count: 6 - number.count) + number + "  "), "\(number)")
        }
    }

    /// Indented lines are shown as they stand, so they have to fit.
    @Test func topicsFitEightyColumns() {
        for topic in HelpTopics.all {
            for line in topic.text.split(separator: "\n") where line.hasPrefix(" ") {
                #expect(line.count <= 80, "\(topic.name): \(line)")
            }
        }
    }

    @Test func configurationIsShownWithItsSources() async throws {
        chmod(
            try scratch.file(
                "my.toml",
                "default_profile = \"bulk\"\n[profiles.bulk]\nbased_on = \"staging\"\nlinks = \"forsg\"\n"
                    + "[profiles.bulk.go]\nrate = 20\nkey = \"test_v1_secret\"\n"), 0o600)
        let result = try await run(
            "config", "show", "--config", "my.toml",
            environment: ["GOVSCRIPT_FORSG_RATE": "0", "HTTPS_PROXY": "http://me:pass@proxy:1"])
        let lines = result.output.split(separator: "\n").map {
            $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
        }
        for line in [
            "profile bulk config.toml: default_profile", "links forsg config.toml: links",
            "go.rate 20 per second config.toml: go.rate", "forsg.rate no limit GOVSCRIPT_FORSG_RATE",
            "go.key set config.toml: go.key", "forsg.key none default", "https_proxy http://proxy:1 HTTPS_PROXY",
        ] {
            #expect(lines.contains(line), "\(line)\n\(result.output)")
        }
        #expect(!result.output.contains("secret") && !result.output.contains("pass"))
        #expect(result.status == 0)
    }

    @Test func theDoctorFindsWhatIsWrong() async throws {
        let healthy = try await run("doctor", "--offline")
        #expect(healthy.status == 0, "\(healthy.output)")
        let broken = try await run("doctor", "--offline", environment: ["GOVSCRIPT_GO_RATE": "fast"])
        #expect(broken.output.contains("FAILED  configuration    GOVSCRIPT_GO_RATE: expected requests per second"))
        #expect(broken.status == 78)
        try await EmulatorServer.serving { _, access in
            var variables = [
                "GOVSCRIPT_GO_URL": access.goUrl, "GOVSCRIPT_FORSG_URL": access.forsgUrl,
                "GOVSCRIPT_DATAGOV_URL": access.datagovUrl, "GOVSCRIPT_PROFILE": "staging",
                "GOVSCRIPT_GO_API_KEY": access.goKey,
            ]
            let known = try await run("doctor", environment: variables)
            #expect(known.output.contains("GoGovSG          key from GOVSCRIPT_GO_API_KEY accepted"), "\(known.output)")
            #expect(known.output.contains("note    ForSG            no key\n"))
            #expect(known.status == 0)
            variables["GOVSCRIPT_GO_API_KEY"] = "test_v1_wrong"
            let refused = try await run("doctor", environment: variables)
            #expect(refused.status == 77, "\(refused.output)")
        }
    }
}
