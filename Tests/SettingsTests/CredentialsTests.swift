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
        try choice.file("go_api_key", "test_v1_systemd\n", 0o440)
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
}
