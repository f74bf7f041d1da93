import ApiClients
import Glibc
@testable import Settings
import TestSupport
import Testing

struct CredentialsTests {
    /// Adds one place after the other, from the last that is looked at to the first.
    @Test func thePlacesAreLookedAtInOrder() throws {
        let choice = try Choice("[profiles.staging.go]\nkey_command = [\"echo\", \"test_v1_command\"]")
        let empty = try Choice()
        let stored = try empty.make("staging")
        try stored.store.store(Secret("test_v1_stored"), "staging", .go)
        #expect(try stored.credentials.key(of: .go)?.key.revealed == "test_v1_stored")

        var environment = ["PATH": "/usr/bin:/bin"]
        func key() throws -> String? { try choice.make("staging", environment).credentials.key(of: .go)?.key.revealed }
        try choice.make("staging").store.store(Secret("test_v1_stored"), "staging", .go)
        #expect(try key() == "test_v1_command")
        try choice.file("go_api_key", "test_v1_systemd\n", 0o400)
        environment["CREDENTIALS_DIRECTORY"] = choice.scratch.path
        #expect(try key() == "test_v1_systemd")
        environment["GOVSCRIPT_GO_API_KEY_FILE"] = try choice.file("go.key", "test_v1_file\r\n")
        #expect(try key() == "test_v1_file")
        environment["GOVSCRIPT_GO_API_KEY"] = "test_v1_variable"
        #expect(try key() == "test_v1_variable")
    }

    @Test func aMissingKeyNamesEveryPlace() throws {
        let choice = try Choice()
        let made = try choice.make("staging", ["CREDENTIALS_DIRECTORY": "/run/credentials/job"])
        #expect(try made.credentials.key(of: .datagov) == nil)
        let absence = made.credentials.absence(of: .datagov)
        let folder = choice.scratch.path
        #expect(
            absence.places == [
                "GOVSCRIPT_DATAGOV_API_KEY is not set",
                "GOVSCRIPT_DATAGOV_API_KEY_FILE is not set",
                "/run/credentials/job/datagov_api_key does not exist (CREDENTIALS_DIRECTORY)",
                "\(folder)/config.toml names no key for profiles.staging.datagov",
                "\(folder)/keys/staging/datagov does not exist (govscript auth login datagov)",
            ])
        #expect(
            absence.hint
                == "Run `govscript auth login datagov --profile staging`, or set GOVSCRIPT_DATAGOV_API_KEY to your key."
        )
    }

    @Test func thePublicKeyHasPlacesOfItsOwn() throws {
        let choice = try Choice(
            """
            [profiles.staging.datagov]
            key = "admin"
            public_key_command = ["echo", "public-command"]
            public_tier = "production"
            """)
        var environment = ["PATH": "/usr/bin:/bin"]
        func key() throws -> String? {
            let credentials = try choice.make("staging", environment).credentials
            #expect(try credentials.key(of: .datagov)?.key.revealed == "admin")
            return try credentials.key(of: .datagovPublic)?.key.revealed
        }
        #expect(try key() == "public-command")
        #expect(
            try choice.make("staging").credentials.place(of: .datagovPublic) == .file("datagov.public_key_command"))
        try choice.file("datagov_public_api_key", "public-systemd", 0o400)
        environment["CREDENTIALS_DIRECTORY"] = choice.scratch.path
        #expect(try key() == "public-systemd")
        environment["GOVSCRIPT_DATAGOV_PUBLIC_API_KEY"] = "public-variable"
        #expect(try key() == "public-variable")

        let stored = try Choice().make("staging")
        #expect(try stored.credentials.key(of: .datagovPublic) == nil)
        try stored.store.store(Secret("public-stored"), "staging", .datagovPublic)
        #expect(try stored.credentials.key(of: .datagovPublic)?.key.revealed == "public-stored")
        #expect(try stored.credentials.key(of: .datagov) == nil)
    }

    @Test func theTierOfThePublicKeyIsASetting() throws {
        let choice = try Choice("[profiles.staging.datagov]\npublic_tier = \"production\"")
        #expect(try choice.make("staging").profile[.datagov].publicTier == .production)
        let environment = ["GOVSCRIPT_DATAGOV_PUBLIC_TIER": "developer"]
        #expect(try choice.make("staging", environment).profile[.datagov].publicTier == .developer)
        #expect(
            choice.problem("staging", ["GOVSCRIPT_DATAGOV_PUBLIC_TIER": "best"])
                == "GOVSCRIPT_DATAGOV_PUBLIC_TIER: expected developer or production, got 'best' | "
                + "It says which limits the key of data.gov.sg's public APIs has.")
        let others = try Choice("[profiles.staging.go]\npublic_key = \"x\"")
        #expect(others.problem("staging")?.contains("profiles.staging.go.public_key: unknown field") == true)
    }

    @Test(
        arguments: [
            ("live_v1_a b", "GOVSCRIPT_GO_API_KEY holds a space or tab, which no key has"),
            ("live_v1_a\nb", "GOVSCRIPT_GO_API_KEY holds a line break, which no key has"),
            ("live_v1_é", "GOVSCRIPT_GO_API_KEY holds characters outside ASCII, which no key has"),
            ("live_v1_\u{1}", "GOVSCRIPT_GO_API_KEY holds control characters, which no key has"),
            ("\n", "GOVSCRIPT_GO_API_KEY holds no key"),
        ])
    func aKeyWithOddCharactersIsRefusedUnseen(_ key: String, _ message: String) throws {
        let made = try Choice().make(nil, ["GOVSCRIPT_GO_API_KEY": key])
        let error = #expect(throws: ApiError.self) { try made.credentials.key(of: .go) }
        #expect(error?.kind == .auth)
        #expect(error?.message == message)
    }

    @Test func aKeyFileThatOthersCanReadIsRefused() throws {
        let choice = try Choice()
        let path = try choice.file("go.key", "live_v1_a", 0o640)
        let made = try choice.make(nil, ["GOVSCRIPT_GO_API_KEY_FILE": path])
        let error = #expect(throws: ApiError.self) { try made.credentials.key(of: .go) }
        #expect(
            error?.message
                == "the key file \(path) (GOVSCRIPT_GO_API_KEY_FILE) is refused, because other users can read it")
        #expect(error?.hint == "Make it readable to you alone: chmod 600 \(path)")
        #expect(made.secretFiles.contains(path))
    }

    @Test func aKeyFileThatIsNotThereIsNamed() throws {
        let choice = try Choice("[profiles.production.go]\nkey_file = \"none.key\"")
        let error = #expect(throws: ApiError.self) { try choice.make().credentials.key(of: .go) }
        #expect(
            error?.message
                == "the key file \(choice.scratch("none.key")) (profiles.production.go) does not exist")
    }

    @Test func storedKeysAreTheUsersAlone() throws {
        let choice = try Choice()
        let store = try choice.make().store
        try store.store(Secret("live_v1_one"), "production", .go)
        try store.store(Secret("live_v1_two"), "production", .go)
        #expect(try store.key("production", .go)?.revealed == "live_v1_two")
        #expect(try choice.scratch.names(in: "keys/production") == ["go"])
        var status = stat()
        stat(store.path("production", .go), &status)
        #expect(status.st_mode & 0o777 == 0o600)
        stat(store.folder, &status)
        #expect(status.st_mode & 0o777 == 0o700)
        #expect(try store.remove("production", .go))
        #expect(try !store.remove("production", .go))
        #expect(try store.key("production", .go) == nil)
    }

    /// Wherever a key comes from, the same rule holds for its file, with the same words.
    @Test(
        arguments: ["variable", "systemd", "profile", "stored"], [0o640, 0o604, 0o644, 0o620, 0o660, 0o601] as [mode_t])
    func aCredentialThatOthersCanReadIsRefusedWhereverItIs(_ place: String, _ mode: mode_t) throws {
        let choice = try Choice(place == "profile" ? "[profiles.production.go]\nkey_file = \"go.key\"" : nil)
        var environment: [String: String] = [:]
        var path = choice.scratch("go.key")
        switch place {
        case "variable": environment["GOVSCRIPT_GO_API_KEY_FILE"] = path
        case "systemd":
            environment["CREDENTIALS_DIRECTORY"] = choice.scratch.path
            path = choice.scratch("go_api_key")
        case "stored":
            try choice.make().store.store(Secret("live_v1_a"), "production", .go)
            path = choice.scratch("keys/production/go")
        default: break
        }
        let name = String(path.dropFirst(choice.scratch.path.count + 1))
        try choice.file(name, "live_v1_a", 0o600)
        let credentials = try choice.make(nil, environment).credentials
        #expect(try credentials.key(of: .go)?.key.revealed == "live_v1_a")
        chmod(path, mode)
        let error = #expect(throws: ApiError.self) { try credentials.key(of: .go) }
        #expect(error?.kind == .auth)
        #expect(error?.message.contains(path) == true)
        #expect(error?.message.hasSuffix(" is refused, because other users can read it") == true)
        #expect(error?.hint == "Make it readable to you alone: chmod 600 \(path)")
    }

    /// systemd's own credentials have an access control list, whose mask is where the group's bits are else.
    @Test func anAccessControlListIsRead() throws {
        let choice = try Choice()
        let path = try choice.file("go_api_key", "live_v1_a", 0o400)
        let credentials = try choice.make(nil, ["CREDENTIALS_DIRECTORY": choice.scratch.path]).credentials
        func key(_ user: uid_t, group: UInt16 = 0, others: UInt16 = 0) throws -> String? {
            try #require(AccessList(user: user, group: group, others: others).set(on: path))
            return try credentials.key(of: .go)?.key.revealed
        }
        #expect(try key(geteuid()) == "live_v1_a")
        var status = stat()
        stat(path, &status)
        #expect(status.st_mode & 0o777 == 0o440)
        #expect(throws: ApiError.self) { try key(geteuid() + 4321) }
        #expect(throws: ApiError.self) { try key(geteuid(), group: 4) }
        #expect(throws: ApiError.self) { try key(geteuid(), others: 4) }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func aCredentialOfAnotherUserIsRefused() throws {
        let choice = try Choice()
        let path = try choice.file("my key", "live_v1_a")
        chown(path, 4321, 4321)
        let made = try choice.make(nil, ["GOVSCRIPT_GO_API_KEY_FILE": path])
        let error = #expect(throws: ApiError.self) { try made.credentials.key(of: .go) }
        #expect(error?.message.hasSuffix(" is refused, because it belongs to another user") == true)
        #expect(error?.hint == "Make it yours alone: chown 0 '\(path)' && chmod 600 '\(path)'")
    }

    /// A script that is tried in the sandbox is not to see the production key.
    @Test(arguments: ["production", "staging", "sandbox", "other"])
    func theKeysOfEveryProfileAreSecretWhicheverIsChosen(_ profile: String) throws {
        let choice = try Choice(
            """
            [profiles.production]
            ca_file = "ca.pem"
            go.key_file = "keys of ours/go.key"
            forsg.key_command = ["./print-key", "--from=forsg.gpg", "."]
            [profiles.staging]
            go.key_file = "/elsewhere/stage.key"
            [profiles.other]
            based_on = "production"
            datagov.key_file = "~/datagov.key"
            """)
        let named = try choice.file("named.toml", "[profiles.production]\ngo.key_file = \"/elsewhere/named.key\"")
        for name in ["print-key", "forsg.gpg"] { try choice.file(name, "") }
        let environment = [
            "HOME": "/home/me", "GOVSCRIPT_CONFIG": named, "GOVSCRIPT_FORSG_API_KEY_FILE": "/elsewhere/variable.key",
            "CREDENTIALS_DIRECTORY": "/run/credentials/job", "GOVSCRIPT_CA_FILE": "/elsewhere/ca.pem",
        ]
        let file = choice.scratch("config.toml")
        let made = try choice.make(profile, file: file, environment)
        for path in [
            choice.scratch.path, file, choice.scratch("keys"), named, choice.scratch("ca.pem"), "/elsewhere/ca.pem",
            choice.scratch("keys of ours/go.key"), choice.scratch("./print-key"), "/elsewhere/stage.key",
            "/home/me/datagov.key", "/elsewhere/named.key", "/elsewhere/variable.key", "/run/credentials/job",
        ] { #expect(made.secretFiles.contains(path), "\(path)") }
        #expect(!made.secretFiles.contains("."))
        if profile != "other" {
            let byOther = try choice.make(profile, environment)
            #expect(byOther.secretFiles.contains("/elsewhere/stage.key"))
        }
    }
}
