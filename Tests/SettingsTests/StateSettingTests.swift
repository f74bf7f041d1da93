import Postgres
import Settings
import TestSupport
import Testing

/// The database that several hosts share, as a profile or the environment names it.
struct StateSettingTests {
    private let file = "[profiles.staging]\n\nstate = \"postgres://me@db1,db2/x\""

    @Test func theEnvironmentComesBeforeTheFile() throws {
        let choice = try Choice(file)
        #expect(try choice.make("staging").profile.state?.text == "postgres://me@db1,db2/x")
        #expect(try choice.make("production").profile.state == nil)
        let environment = [StateSetting.variable: "postgres:///y"]
        #expect(try choice.make("staging", environment).profile.state?.text == "postgres:///y")
        #expect(try choice.make("staging", environment).profile.state?.address().title == "y at this machine")
        #expect(try choice.make("sandbox", environment).profile.state == nil)
        #expect(
            choice.problem("staging", [StateSetting.variable: "postgres://me:geheim@db/x"])
                == "GOVSCRIPT_STATE: the address of PostgreSQL holds a password | Leave it out, and put the password "
                + "into ~/.pgpass or the file that PGPASSFILE names.")
    }

    @Test func settingsShowWhereItComesFrom() throws {
        func shown(_ choice: ProfileChoice) -> [String] {
            choice.settings.filter { $0.name == "state" }.flatMap { [$0.value, "\($0.source)"] }
        }
        let choice = try Choice(file)
        #expect(try shown(choice.make("staging")) == ["postgres://me@db1,db2/x", "config.toml: state"])
        #expect(try shown(choice.make()) == ["this machine's own", "default"])
        let environment = [StateSetting.variable: "postgres:///y"]
        #expect(try shown(choice.make(nil, environment)) == ["postgres:///y", StateSetting.variable])
    }

    /// What libpq finds wrong has the place, too.
    @Test func aMistakeThatLibpqFindsHasItsPlace() throws {
        let choice = try Choice("[profiles.staging]\n\nstate = \"postgres://db/x?sslmode=disable\"")
        let state = try #require(try choice.make("staging").profile.state)
        let failure = #expect(throws: ConfigurationError.self) { try state.address() }
        #expect(
            failure?.description
                == "\(choice.scratch("config.toml")):3:1: profiles.staging.state: sslmode=disable would not check who "
                + "answers at db")
        #expect(failure?.hint == "Leave sslmode out: it is verify-full beyond this machine.")
    }

    @Test func passwordFilesAreClosedToScripts() throws {
        let environment = [
            "HOME": "/home/me", "PGPASSFILE": "/run/pass", "PGSERVICEFILE": "/run/service",
            StateSetting.variable: "postgres:///y?sslkey=k&passfile=%2Frun%2fmy%20pass",
        ]
        let files = try Choice().make(nil, environment).secretFiles
        for file in [
            "/home/me/.pgpass", "/home/me/.pg_service.conf", "/run/pass", "/run/service", "/run/my pass", "k",
        ] { #expect(files.contains(file)) }
        #expect(try !Choice().make(nil, ["HOME": "/home/me"]).secretFiles.contains("/home/me/.pgpass"))
    }
}
