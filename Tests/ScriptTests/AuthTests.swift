import ApiEmulator
import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// `govscript auth`, against the emulator.
struct AuthTests {
    private let scratch = ScratchFolder()

    /// A staging profile whose addresses are the emulator's, and no keys.
    private func variables(_ access: EmulatorAccess) -> [String: String] {
        [
            "XDG_CONFIG_HOME": scratch("config"), "GOVSCRIPT_PROFILE": "staging",
            "GOVSCRIPT_GO_URL": access.goUrl, "GOVSCRIPT_FORSG_URL": access.forsgUrl,
            "GOVSCRIPT_DATAGOV_URL": access.datagovUrl,
        ]
    }

    private func run(
        _ words: String..., input: String = "", variables: [String: String]
    ) async throws -> ChildProcess.Result {
        try await Command.run(words, in: scratch.path, environment: variables, input: input)
    }

    @Test func aKeyIsCheckedStoredUsedAndRemoved() async throws {
        try await EmulatorServer.serving { _, access in
            let variables = variables(access)
            let path = scratch("config/govscript/keys/staging/")
            let login = try await run("auth", "login", "datagov", input: access.datagovKey + "\n", variables: variables)
            #expect(
                login.output
                    == "stored the key, which belongs to officer@example.gov.sg, in \(path)datagov\n", "\(login.errors)"
            )
            let links = try await run("auth", "login", "go", input: access.goKey, variables: variables)
            #expect(links.output == "stored the key, which GoGovSG accepts, in \(path)go\n", "\(links.errors)")
            #expect(try scratch.text("config/govscript/keys/staging/go") == access.goKey + "\n")

            let used = try await run("-e", "print(datagov.whoami().email, #links.list())", variables: variables)
            #expect(used.output == "officer@example.gov.sg\t0\n", "\(used.errors)")

            let status = try await run("auth", "status", variables: variables)
            #expect(status.status == 0)
            let lines = status.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 9, "\(status.output)")
            #expect(lines[..<2] == ["profile  staging", "datagov  \(access.datagovUrl)"])
            #expect(lines.last == "         no key; to store one: govscript auth login forsg --profile staging")
            #expect(lines.contains("         key: \(path)go"))
            #expect(lines.contains { $0.hasPrefix("         accepted, ") && $0.hasSuffix(" ms") })

            let logout = try await run("auth", "logout", "--all", variables: variables)
            #expect(
                logout.output == """
                    datagov: removed (profile staging)
                    go: removed (profile staging)
                    forsg: no key was stored (profile staging)

                    """)
            #expect(try scratch.names(in: "config/govscript/keys/staging") == [])
        }
    }

    @Test func thePublicKeyIsCheckedStoredUsedAndRemoved() async throws {
        try await EmulatorServer.serving { _, access in
            let variables = variables(access)
            let path = scratch("config/govscript/keys/staging/datagov-public")
            let wrong = try await run("auth", "login", "datagov-public", input: "no-such-key", variables: variables)
            #expect(wrong.status == 77)
            #expect(wrong.errors.hasPrefix("error: data.gov.sg did not accept the public API key: "), "\(wrong.errors)")

            let login = try await run(
                "auth", "login", "datagov-public", input: access.publicKey + "\n", variables: variables)
            #expect(
                login.output == "stored the key, which data.gov.sg accepts, in \(path)\n",
                "\(login.errors)")
            let status = try await run("auth", "status", variables: variables)
            let lines = status.output.split(separator: "\n").map(String.init)
            #expect(lines.contains("                key: \(path)"), "\(status.output)")
            #expect(lines.contains { $0.hasPrefix("datagov-public  http") })
            let show = try await run("config", "show", variables: variables)
            #expect(show.output.contains("datagov.public_key"), "\(show.output)")

            let script = "for row in datagov.rows('\(DatasetSeed.visitorsId)', { limit = 1 }) do print(row.museum) end"
            let used = try await run("run", "--trace", "-e", script, variables: variables)
            #expect(used.output == "National Museum\n", "\(used.errors)")
            #expect(!used.errors.contains(access.publicKey))
            let doctor = try await run("doctor", variables: variables)
            #expect(doctor.output.contains("public API key from \(path) accepted"), "\(doctor.output)")
            let logout = try await run("auth", "logout", "datagov-public", variables: variables)
            #expect(logout.output == "datagov-public: removed (profile staging)\n")
        }
    }

    @Test func aKeyThatIsNotAcceptedIsNotStored() async throws {
        try await EmulatorServer.serving { _, access in
            var variables = variables(access)
            let login = try await run("auth", "login", "go", input: "test_v1_revoked", variables: variables)
            #expect(login.status == 77)
            #expect(login.errors.hasPrefix("error: GoGovSG did not accept the key: "))
            #expect(!login.errors.contains("revoked"))
            #expect(!FileManager.default.fileExists(atPath: scratch("config/govscript/keys")))

            variables["GOVSCRIPT_GO_API_KEY"] = "test_v1_revoked"
            variables["GOVSCRIPT_FORSG_API_KEY"] = access.forsgKey
            let status = try await run("auth", "status", "--json", variables: variables)
            #expect(status.status == 77)
            let services = try JSONDecoder().decode(Status.self, from: Data(status.output.utf8)).services
            #expect(services.map(\.service) == ["datagov", "go", "forsg"])
            #expect(services.map(\.accepted) == [false, false, true])
            #expect(services.map(\.error?.kind) == [nil, "auth", nil])
            #expect(services[2].keySource == "GOVSCRIPT_FORSG_API_KEY")
            #expect(services[2].latencyMs != nil)
        }
    }

    /// The key may be right: nobody could be asked.
    @Test func aSettingThatKeepsTheServiceFromBeingAskedIsToldFromAKey() async throws {
        let variables = [
            "XDG_CONFIG_HOME": scratch("config"), "GOVSCRIPT_GO_URL": "https://127.0.0.1:1",
            "GOVSCRIPT_CA_FILE": scratch("none.pem"),
        ]
        let login = try await run("auth", "login", "go", input: "test_v1_x", variables: variables)
        #expect(login.status == 78)
        #expect(login.errors.contains(scratch("none.pem")))
        let status = try await run(
            "auth", "status", variables: variables.merging(["GOVSCRIPT_GO_API_KEY": "test_v1_x"]) { $1 })
        #expect(status.status == 78)
        #expect(status.output.contains("error: the certificate authority file \(scratch("none.pem")) cannot be used"))
    }

    private struct Status: Decodable {
        struct Service: Decodable {
            struct Failure: Decodable { var kind: String }
            var service: String
            var accepted: Bool
            var keySource: String?
            var latencyMs: Int?
            var error: Failure?

            enum CodingKeys: String, CodingKey {
                case service, accepted, error
                case keySource = "key_source"
                case latencyMs = "latency_ms"
            }
        }
        var services: [Service]
    }

    @Test(
        arguments: [
            (
                "live_v1_secret",
                "error: the key for staging.go.gov.sg is a production key (live_v1_), but the address is the staging service\n  hint: Use a test_v1_ key, or the production profile.\n"
            ),
            (
                "two words",
                "error: standard input holds a space or tab, which no key has\n  hint: Copy the key again, without anything around it.\n"
            ),
            ("", "error: standard input holds no key\n  hint: It is empty: put the key there.\n"),
        ])
    func aKeyThatCannotBeOneIsRefusedBeforeItIsSent(_ key: String, _ message: String) async throws {
        let result = try await run(
            "auth", "login", "go", "--profile", "staging", input: key,
            variables: ["XDG_CONFIG_HOME": scratch("config")])
        #expect(result.errors == message)
        #expect(result.status == 77)
    }

    /// Types at a terminal of its own; each step waits for the one before.
    private func type(_ keys: String, of command: String) async throws -> (screen: String, result: ChildProcess.Result)
    {
        try scratch.file(
            "inner.sh", "\"$BUILT/govscript\" \(command)\necho \"status $?\"\nstty -a | grep -o ' -*echo '\n")
        try scratch.file(
            "outer.sh",
            """
            export BUILT=$1 XDG_CONFIG_HOME=$PWD/config HOME=/nonexistent
            mkfifo keys
            script -qefc 'bash inner.sh' screen < keys > /dev/null & pid=$!
            exec 3> keys
            while ! grep -q 'API key of' screen 2> /dev/null; do :; done
            printf '\(keys)' >&3
            while ! grep -q 'echo' screen; do :; done
            exec 3>&-
            wait $pid
            """)
        let result = try await Command.shell(["outer.sh", Command.builtFolder], in: scratch.path)
        return (try scratch.text("screen"), result)
    }

    @Test func aTypedKeyIsNotShown() async throws {
        let (screen, _) = try await type("test_v1_typed\\r", of: "auth login go --profile staging --no-check")
        #expect(screen.contains("API key of GoGovSG for the profile staging: "))
        #expect(!screen.contains("test_v1_typed"))
        #expect(screen.contains("status 0\r\n echo "), "\(screen)")
        #expect(try scratch.text("config/govscript/keys/staging/go") == "test_v1_typed\n")
    }

    @Test func ctrlCGivesTheTerminalItsEchoBack() async throws {
        let (screen, _) = try await type("test_v1_ty\\003", of: "auth login go --profile staging --no-check")
        #expect(!screen.contains("test_v1_ty"))
        #expect(screen.contains("status 130\r\n echo "), "\(screen)")
        #expect(!FileManager.default.fileExists(atPath: scratch("config/govscript/keys")))
    }
}
