import Glibc
import TestSupport
import Testing

/// Every mistake in the file is one clear error with its place.
struct ConfigurationFileTests {
    @Test(
        arguments: [
            ("[profiles.a\n", "config.toml:1:12: not TOML: "),
            (
                "defaultprofile = \"a\"",
                "config.toml:1:1: defaultprofile: unknown field; did you mean 'default_profile'?"
            ),
            (
                "# note\ndefault_profile = \"stagin\"",
                "config.toml:2:1: default_profile: there is no profile 'stagin'; did you mean 'staging'?"
            ),
            ("default_profile = 1", "config.toml:1:1: default_profile: expected a string, got a whole number"),
            (
                "[profiles.a]\n",
                "config.toml:1:1: profiles.a: based_on is missing | Say what it starts from: production, staging, sandbox."
            ),
            (
                "[profiles.a]\nbased_on = \"prodution\"",
                "config.toml:2:1: profiles.a.based_on: expected \"production\" or \"staging\" or \"sandbox\", got \"prodution\"; did you mean \"production\"?"
            ),
            (
                "[profiles.staging]\nbased_on = \"production\"",
                "config.toml:2:1: profiles.staging.based_on: the profile staging is built in, and based on nothing else"
            ),
            (
                "[profiles.staging]\n  pacing = \"fast\"",
                "config.toml:2:3: profiles.staging.pacing: expected \"default\" or \"strict\", got \"fast\""
            ),
            (
                "[profiles.staging.go]\nurl = \"\"\"\nx\"\"\"\nrat = 1",
                "config.toml:4:1: profiles.staging.go.rat: unknown field; did you mean 'rate'?"
            ),
            (
                "[profiles.staging]\ngo = { key_file = \"k\", rate = \"5\" }",
                "config.toml:2:24: profiles.staging.go.rate: expected a whole number, got a string"
            ),
            (
                "profiles.staging.go.rate = 20000",
                "config.toml:1:1: profiles.staging.go.rate: expected a number from 0 to 10000, got 20000"
            ),
            (
                "[profiles.staging.go]\nzzz = 1",
                "config.toml:2:1: profiles.staging.go.zzz: unknown field | Known here: url, rate, key_file, key_command, key."
            ),
            (
                "[profiles.staging.go]\nurl = \"http://a.sg\"",
                "config.toml:2:1: profiles.staging.go.url: the base URL http://a.sg must start with https:// | Plain http is allowed to this machine only, as http://127.0.0.1:port."
            ),
            (
                "[profiles.staging.go]\nkey_file = \"a\"\nkey_command = [\"b\"]",
                "config.toml:3:1: profiles.staging.go.key_command: there is key_file already | Give one of the two."
            ),
            (
                "[profiles.staging.go]\nkey_command = [1]",
                "config.toml:2:1: profiles.staging.go.key_command: expected an array of strings, but it holds a whole number"
            ),
            (
                "[profiles.staging.go]\nkey_command = \"pass 'x\"",
                "config.toml:2:1: profiles.staging.go.key_command: a quotation mark is not closed"
            ),
            (
                "[profiles.staging.go]\nkey_command = []",
                "config.toml:2:1: profiles.staging.go.key_command: names no program"
            ),
            (
                "[profiles.sandbox.go]\nrate = 1",
                "config.toml:1:1: profiles.sandbox.go: the sandbox has addresses, keys and limits of its own"
            ),
            (
                "[profiles.\"a b\"]",
                "config.toml:1:1: profiles.\"a b\": a profile's name has letters, digits, - and _ only"
            ),
            (
                "[profiles.staging]\n  state = \"mysql://db/x\"",
                "config.toml:2:3: profiles.staging.state: an address of PostgreSQL begins with postgres:// | Write it like postgres://USER@HOST/DATABASE."
            ),
            (
                "[profiles.staging]\nstate = \"postgres://me:geheim@db/x\"",
                "config.toml:2:1: profiles.staging.state: the address of PostgreSQL holds a password | Leave it out, and put the password into ~/.pgpass or the file that PGPASSFILE names."
            ),
            (
                "[profiles.sandbox]\nstate = \"postgres://me@db/x\"",
                "config.toml:2:1: profiles.sandbox.state: the sandbox is not shared between machines"
            ),
            ("[profiles]\nstaging = 1", "config.toml:2:1: profiles.staging: expected a table, got a whole number"),
            (
                "[profiles.staging]\nproduction = \"no\"",
                "config.toml:2:1: profiles.staging.production: expected true or false, got a string"
            ),
            ("a = \"\u{0}\"", "config.toml: is not UTF-8 text"),
        ])
    func aMistakeIsNamedWithItsPlace(_ toml: String, _ message: String) throws {
        let problem = try Choice(toml).problem()
        if message.hasSuffix("not TOML: ") {
            #expect(problem?.hasPrefix(message) == true, "\(problem ?? "nothing")")
        } else {
            #expect(problem == message)
        }
    }

    @Test(arguments: [
        (
            mode_t(0o620),
            "config.toml: is refused, because other users can change it | Make it yours alone: chmod go-w config.toml"
        ),
        (
            mode_t(0o644),
            "config.toml: is refused, because it holds keys and other users can read it | Make it readable to you alone: chmod 600 config.toml"
        ),
    ])
    func aFileThatOthersCanTouchIsRefused(_ mode: mode_t, _ message: String) throws {
        let toml = "[profiles.staging.go]\nkey = \"test_v1_secret\""
        #expect(try Choice(toml, mode: mode).problem() == message)
        #expect(try Choice(toml).problem() == nil)
    }

    @Test func aFileWithoutKeysMayBeReadByAll() throws {
        #expect(try Choice("[profiles.staging.go]\nkey_file = \"k\"", mode: 0o644).problem() == nil)
    }
}
