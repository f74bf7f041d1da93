import ApiClients
import Settings
import TestSupport
import Testing

struct ProfileTests {
    @Test func withoutAnythingItIsProduction() throws {
        let profile = try Choice().make().profile
        #expect(profile == Profile(builtIn: .production))
        #expect(profile[.go].url == "https://go.gov.sg/api")
        #expect(profile.isProduction)
        #expect(try !Choice().make("staging").profile.isProduction)
    }

    @Test func aProfileTakesWhatItLeavesOutFromItsBase() throws {
        let choice = try Choice(
            """
            default_profile = "bulk"

            [profiles.bulk]
            based_on = "staging"
            links = "forsg"
            pacing = "strict"
            ca_file = "ca.pem"
            production = true
            go = { rate = 20 }

            [profiles.bulk.datagov]
            url = "https://data.example/"
            key_command = "pass show 'gov key'"
            """)
        let profile = try choice.make().profile
        #expect(profile.name == "bulk")
        #expect(profile.defaultLinks == .forsg)
        #expect(profile.isStrict)
        #expect(profile.isProduction)
        #expect(profile.caFile == choice.scratch("ca.pem"))
        #expect(profile[.go] == .init(url: "https://staging.go.gov.sg/api", rate: 20))
        #expect(profile[.forsg] == .init(url: "https://staging.for.sg/api"))
        #expect(profile[.datagov].url == "https://data.example")
        #expect(profile[.datagov].key == .command(["pass", "show", "gov key"]))
        #expect(try choice.make("production").profile == Profile(builtIn: .production))
    }

    @Test func builtInProfilesAreOverriddenFieldByField() throws {
        let choice = try Choice(
            "[profiles.production.go]\nkey_file = \"~/go.key\"\n[profiles.sandbox]\nlinks = \"forsg\"")
        let profile = try choice.make(nil, ["HOME": "/home/me"]).profile
        #expect(profile[.go] == .init(url: "https://go.gov.sg/api", key: .file("/home/me/go.key")))
        #expect(try choice.make("sandbox").profile.defaultLinks == .forsg)
    }

    @Test func flagsComeBeforeTheEnvironmentAndThatBeforeTheFile() throws {
        let choice = try Choice(
            "default_profile = \"staging\"\n[profiles.staging.go]\nurl = \"https://file.example\"\nrate = 7")
        let environment = [
            "GOVSCRIPT_PROFILE": "sandbox", "GOVSCRIPT_GO_URL": "https://variable.example", "GOVSCRIPT_GO_RATE": "0",
        ]
        #expect(try choice.make().profile[.go] == .init(url: "https://file.example", rate: 7))
        #expect(try choice.make(nil, environment).profile.name == "sandbox")
        let flagged = try choice.make("staging", environment).profile
        #expect(flagged[.go] == .init(url: "https://variable.example", rate: 0))
        #expect(flagged[.forsg].rate == nil)
    }

    @Test func theFileMayBeNamed() throws {
        let choice = try Choice("default_profile = \"staging\"")
        let other = try choice.file("other.toml", "default_profile = \"sandbox\"")
        #expect(try choice.make(file: other).profile.name == "sandbox")
        #expect(try choice.make(nil, ["GOVSCRIPT_CONFIG": other]).profile.name == "sandbox")
        #expect(
            choice.problem(nil, ["GOVSCRIPT_CONFIG": choice.scratch("none.toml")])
                == "none.toml: cannot be read: no such file or directory")
    }

    @Test(
        arguments: [
            (
                "GOVSCRIPT_GO_RATE", "fast",
                "GOVSCRIPT_GO_RATE: expected requests per second, got 'fast' | Give a whole number; 0 lifts the limit."
            ),
            (
                "GOVSCRIPT_FORSG_RATE", "-1",
                "GOVSCRIPT_FORSG_RATE: expected requests per second, got '-1' | Give a whole number; 0 lifts the limit."
            ),
            (
                "GOVSCRIPT_GO_URL", "http://go.example",
                "GOVSCRIPT_GO_URL: the base URL http://go.example must start with https:// | Plain http is allowed to this machine only, as http://127.0.0.1:port."
            ),
            (
                "GOVSCRIPT_PROFILE", "stagin",
                "GOVSCRIPT_PROFILE: there is no profile 'stagin'; did you mean 'staging'? | There are: production, staging, sandbox."
            ),
        ])
    func aMistakeInTheEnvironmentIsNamed(_ name: String, _ value: String, _ message: String) throws {
        #expect(try Choice().problem(nil, [name: value]) == message)
        #expect(try Choice().problem(nil, [name: ""]) == nil)
    }
}
