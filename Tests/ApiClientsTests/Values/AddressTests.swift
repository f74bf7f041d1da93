@testable import ApiClients
import Testing

struct AddressTests {
    @Test(arguments: ["go.gov.sg", "GO.GOV.SG", "go.gov.sg.", "Go.Gov.Sg."])
    func aHostHasOneName(_ host: String) {
        #expect(HostName(host)?.text == "go.gov.sg")
    }

    @Test(arguments: [
        "go%2egov.sg", "go。gov。sg", "go．gov.sg", "go..gov.sg", "", ".", "..", "go.gov.sg..", "a b", "a\0b", "[1]",
    ])
    func whatCouldBeReadInTwoWaysIsNoName(_ host: String) {
        #expect(HostName(host) == nil)
    }

    @Test func addressesOfVersionSixHaveOneName() {
        #expect(HostName("[0:0:0:0:0:0:0:1]") == HostName("[::1]"))
        #expect(HostName("[0:0:0:0:0:0:0:1]")?.isLoopback == true)
        #expect(HostName("[::ffff:127.0.0.1]")?.isLoopback == false)
    }

    @Test(arguments: [
        "https://go.gov.sg:443/api", "https://go.gov.sg./api", "https://GO.gov.sg:/api", "https://go.gov.sg/api",
    ])
    func aServiceHasOneName(_ url: String) throws {
        #expect(try ServiceEndpoint(url).host == "go.gov.sg")
    }

    @Test(arguments: [
        "go.gov.sg.", "GO.GOV.SG", "www.go.gov.sg", "WWW.Go.Gov.Sg.:443", "www.www.for.sg", "for.sg:8443",
        "data.gov.sg.",
        "api-open.data.gov.sg", "api-production.data.gov.sg.",
    ])
    func noStagingKeyGoesToProduction(_ host: String) {
        let error = #expect(throws: ApiError.self) {
            try ServiceEndpoint("https://\(host)/api", key: Secret("test_v1_x"))
        }
        #expect(error?.kind == .auth)
    }

    @Test(arguments: ["staging.go.gov.sg.", "STAGING.for.sg:443", "www.api-staging.data.gov.sg"])
    func noProductionKeyGoesToStaging(_ host: String) {
        let error = #expect(throws: ApiError.self) {
            try ServiceEndpoint("https://\(host)/api", key: Secret("live_v1_x"))
        }
        #expect(error?.kind == .auth)
    }

    @Test(arguments: ["https://go%2egov.sg/api", "https://go。gov。sg/api", "https://a.sg:99999", "https://a.sg:+1"])
    func hostsThatAreNotWrittenPlainlyAreRefused(_ url: String) {
        let error = #expect(throws: ApiError.self) { try ServiceEndpoint(url, key: Secret("test_v1_x")) }
        #expect(error?.kind == .usage)
        #expect(error?.message.hasPrefix("the host or port of the base URL") == true)
    }

    @Test func onlyAServiceOnThisMachineMayLeadToIt() throws {
        let local = try ServiceEndpoint("http://127.0.0.1:1/a"), remote = try ServiceEndpoint("https://a.sg")
        for url in ["http://127.0.0.1:9/x", "http://localhost/x", "http://[::1]:3/x"] {
            #expect(local.mayLead(to: url) && !remote.mayLead(to: url))
        }
        for url in ["https://s3.example/x?a=b", "https://127.0.0.1/x"] {
            #expect(local.mayLead(to: url) && remote.mayLead(to: url))
        }
        let refused = [
            "http://s3.example/x", "http://0.0.0.0/x", "http://127.1/x", "http://2130706433/x", "http://127.+0.0.1/x",
            "http://[::ffff:127.0.0.1]/x", "http://localhost./x", "http://127.0.0.1@evil.example/x",
            "https://user@s3.example/x", "http://evil.example\\@127.0.0.1/x", "file:///etc/passwd", "//127.0.0.1/x",
            "http+unix://%2Fvar/x", "HTTP://127.0.0.1/x", "https:///x", "", "https://a.sg/ x", "https://a.sg/\r\nx",
        ]
        for url in refused { #expect(!local.mayLead(to: url) && !remote.mayLead(to: url), "\(url)") }
    }
}
