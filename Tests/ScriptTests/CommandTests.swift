import ApiEmulator
import TestSupport
import Testing

/// The built command as a user meets it: what it prints, and how it ends.
struct CommandTests {
    private func run(
        _ words: String..., files: [String: String] = [:], environment: [String: String] = [:], input: String = ""
    ) async throws -> ChildProcess.Result {
        let scratch = ScratchFolder()
        for (name, text) in files { try scratch.file(name, text) }
        return try await Command.run(words, in: scratch.path, environment: environment, input: input)
    }

    @Test func aFirstRunNeedsNoKeyAndNoNetwork() async throws {
        let result = try await run(
            "run", "--sandbox", "first.lua", "a", "b",
            files: [
                "first.lua": """
                #!/usr/bin/env govscript
                local link = links.create("https://www.example.gov.sg/first", { shortUrl = "first" })
                print(link.shortUrl, link.state, #args, args[2])
                """
            ],
            environment: ["GOVSCRIPT_GO_API_KEY": "live_v1_a_real_key_that_must_not_be_used"])
        #expect(result.errors == "")
        #expect(result.output == "first\tACTIVE\t2\tb\n")
        #expect(result.status == 0)
    }

    @Test func theSandboxKeepsItsDataUntilItIsEmptied() async throws {
        let scratch = ScratchFolder()
        func count(_ flag: String) async throws -> String {
            let code = "links.create('https://www.example.gov.sg/x') print(#links.list())"
            return try await Command.run(["run", flag, "-e", code], in: scratch.path).output
        }
        #expect(try await count("--sandbox") == "1\n")
        #expect(try await count("--sandbox") == "2\n")
        #expect(try await count("--fresh-sandbox") == "1\n")
    }

    @Test func codeComesFromTheCommandLineOrStandardInput() async throws {
        #expect(try await run("-e", "print(1 + 1, args[1])", "x").output == "2\tx\n")
        let piped = try await run("run", "-", "x", input: "print('piped', arg[0], args[1])")
        #expect(piped.output == "piped\t(standard input)\tx\n")
    }

    @Test func aScriptsErrorHasItsPlaceAndTheCalls() async throws {
        let result = try await run(
            "run", "broken.lua",
            files: ["broken.lua": "local function f(t)\n  return t.x.y\nend\nlocal n = f({})\nprint(n)"])
        #expect(result.status == 1)
        #expect(
            result.errors == """
                error: broken.lua:2: attempt to index a nil value (field 'x')
                  called from:
                    broken.lua:2: in local 'f'
                    broken.lua:4: in main chunk

                """)
    }

    @Test(
        arguments: [
            (
                "print(", 1,
                "error: (command line):1: unexpected symbol near <eof>\n  hint: The script does not compile, so nothing of it was run.\n"
            ),
            ("error({ code = 1, 'a' })", 1, "error: the script raised { \"a\", code = 1 }\n"),
            ("error('words', 0)", 1, "error: words\n"),
            (
                "links.creat('x')", 1,
                """
                error: (command line):1: attempt to call a nil value (field 'creat')
                  hint: There is no links.creat. Did you mean links.create?

                """
            ),
            (
                "links.list()", 77,
                """
                error: (command line):1: links.list: there is no API key for GoGovSG
                  - GOVSCRIPT_GO_API_KEY is not set
                  - GOVSCRIPT_GO_API_KEY_FILE is not set
                  - CREDENTIALS_DIRECTORY is not set
                  - /nonexistent/.config/govscript/config.toml names no key for profiles.production.go
                  - /nonexistent/.config/govscript/keys/production/go does not exist (govscript auth login go)
                  hint: Run `govscript auth login go`, or set GOVSCRIPT_GO_API_KEY to your key.

                """
            ),
            (
                "links.create('http://x.sg')", 65,
                "error: (command line):1: links.create: argument #1 'longUrl': Only HTTPS URLs are allowed. (http://x.sg)\n"
                    + "  hint: Give a URL that starts with https://.\n"
            ),
            (
                "links.create('https://x.sg', { shorturl = 'x' })", 1,
                "error: (command line):1: links.create: unknown option 'shorturl'; did you mean 'shortUrl'?\n"
            ),
            (
                "for row in csv.rows('none.csv') do end", 66,
                "error: (command line):1: cannot read 'none.csv': no such file\n"
            ),
            (
                "for row in csv.rows('/etc/passwd') do end", 77,
                "error: (command line):1: cannot read '/etc/passwd': outside the folders this script may read (allow it with --allow-read /etc/passwd)\n"
            ),
            (
                "os.execute('true')", 1,
                "error: (command line):1: os.execute is not open to scripts (allow it with --allow-run)\n"
            ),
        ] as [(String, Int32, String?)])
    func errorsAreOneClearMessage(_ code: String, _ status: Int32, _ message: String?) async throws {
        let result = try await run("-e", code)
        #expect(result.status == status, "\(result.errors)")
        if let message { #expect(result.errors == message) }
        #expect(result.output == "")
    }

    @Test func aRaggedRowIsNamedByFileAndLine() async throws {
        let result = try await run(
            "-e", "for row in csv.rows('links.csv') do print(row.url) end",
            files: ["links.csv": "url,slug\nhttps://a.gov.sg,a\nhttps://b.gov.sg,b,c\n"])
        #expect(result.output == "https://a.gov.sg\n")
        #expect(result.errors == "error: (command line):1: links.csv:3: 3 fields, but the header has 2\n")
        #expect(result.status == 65)
    }

    @Test func aMissingScriptIsNoInput() async throws {
        let result = try await run("run", "none.lua")
        #expect(result.errors == "error: cannot read none.lua: no such file or directory\n")
        #expect(result.status == 66)
    }

    @Test func anUnknownProfileIsAUsageError() async throws {
        let result = try await run("run", "--profile", "prod", "-e", "print(1)")
        #expect(
            result.errors
                == "error: --profile: there is no profile 'prod'\n  hint: There are: production, staging, sandbox.\n"
        )
        #expect(result.status == 64)
    }

    @Test func anUnreachableHostIsUnavailable() async throws {
        let result = try await run(
            "-e", "links.list({ timeout = 3 })",
            environment: ["GOVSCRIPT_GO_URL": "https://127.0.0.1:1", "GOVSCRIPT_GO_API_KEY": "test_v1_x"])
        #expect(
            result.errors.hasPrefix(
                "error: (command line):1: links.list: cannot connect to GoGovSG: connection refused"))
        #expect(result.errors.contains("Check the network, the address https://127.0.0.1:1"), "\(result.errors)")
        #expect(result.status == 69)
    }

    @Test func aRefusedKeyIsAPermissionError() async throws {
        let result = try await EmulatorServer.serving { _, access in
            try await run(
                "-e", "links.list()",
                environment: access.variables.merging(["GOVSCRIPT_GO_API_KEY": "test_v1_revoked"]) { $1 })
        }
        #expect(result.errors.contains("Invalid API Key"), "\(result.errors)")
        #expect(!result.errors.contains("test_v1_revoked"))
        #expect(result.status == 77)
    }

    @Test func aProductionKeyDoesNotGoToStaging() async throws {
        let result = try await run(
            "run", "--profile", "staging", "-e", "links.list()", environment: ["GOVSCRIPT_GO_API_KEY": "live_v1_secret"]
        )
        #expect(result.errors.contains("is a production key (live_v1_), but the address is the staging service"))
        #expect(!result.errors.contains("secret"))
        #expect(result.status == 77)
    }

    @Test func timeEndsAnEndlessScript() async throws {
        let result = try await run(
            "run", "--timeout", "0.2", "-e", "while true do pcall(function() while true do end end) end")
        // On a busy machine the time can be over before the script has begun, and there is no place to name.
        let place = "error: (command line):1: "
        #expect(
            result.errors.replacing(place, with: "error: ")
                == "error: stopped after 0.2 seconds, the time limit of this run\n")
        #expect(result.status == 124)
    }

    @Test func writersAreClosedWhateverHappens() async throws {
        let scratch = ScratchFolder()
        let code = "local out = csv.writer('out.csv', { 'a' }) out:write({ a = 1 }) error('later', 0)"
        #expect(try await Command.run(["-e", code], in: scratch.path).errors == "error: later\n")
        #expect(try scratch.text("out.csv") == "a\n1\n")
    }

    @Test func theEmulatorPrintsWhatAShellTakes() async throws {
        let scratch = ScratchFolder()
        try scratch.file(
            "serve.sh",
            """
            "$1/govscript" emulator > settings & pid=$!
            while ! grep -q DATAGOV_API_KEY settings; do :; done
            . ./settings
            "$1/govscript" -e 'print(links.create("https://www.example.gov.sg").state, datagov.whoami().email)'
            kill -INT $pid && wait $pid && echo ended
            """)
        let result = try await Command.shell(["serve.sh", Command.builtFolder], in: scratch.path)
        #expect(result.output == "ACTIVE\tofficer@example.gov.sg\nended\n", "\(result.errors)")
    }
}
