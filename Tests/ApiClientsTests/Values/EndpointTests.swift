@testable import ApiClients
import Testing

struct EndpointTests {
    @Test func slashesAtTheEndAreDropped() throws {
        let endpoint = try ServiceEndpoint("https://Go.gov.sg/api//")
        #expect(endpoint.baseURL == "https://Go.gov.sg/api")
        #expect(endpoint.host == "go.gov.sg")
    }

    @Test(arguments: ["http://127.0.0.1:8080", "http://localhost:1/api", "http://[::1]:9", "https://a.sg"])
    func httpsAndLoopbackAreGood(url: String) throws {
        #expect(try ServiceEndpoint(url).baseURL == url)
    }

    @Test(arguments: [
        ("http://localhost.:8080/api/", "http://localhost:8080/api"), ("http://LOCALHOST.", "http://LOCALHOST"),
        ("http://127.0.0.1./a.b", "http://127.0.0.1/a.b"), ("https://localhost./", "https://localhost"),
        // Elsewhere the dot says something to a resolver, and stays.
        ("https://go.gov.sg./api", "https://go.gov.sg./api"),
    ])
    func thisMachineIsAskedForWithoutTheDotOfTheRoot(url: String, asked: String) throws {
        let endpoint = try ServiceEndpoint(url)
        #expect(endpoint.baseURL == asked)
        #expect(try endpoint.host == ServiceEndpoint(asked).host)
        #expect(try endpoint.isLoopback == ServiceEndpoint(asked).isLoopback)
        #expect(try endpoint.serviceName == ServiceEndpoint(asked).serviceName)
    }

    @Test(arguments: [
        "http://localhost..": "the host or port of the base URL http://localhost.. is not written plainly",
        "http://localhost.evil.sg.": "the base URL http://localhost.evil.sg. must start with https://",
        "http://go.gov.sg/api": "the base URL http://go.gov.sg/api must start with https://",
        "http://127.0.0.1.evil.sg": "the base URL http://127.0.0.1.evil.sg must start with https://",
        "ftp://a.sg": "the base URL ftp://a.sg must start with https://",
        "go.gov.sg": "go.gov.sg is not a base URL",
        "https://me:pw@a.sg": "the base URL https://a.sg must have no user, query or fragment",
        "https://a.sg?key=1": "the base URL https://a.sg?… must have no user, query or fragment",
    ])
    func otherAddressesAreRefused(url: String, message: String) {
        let error = #expect(throws: ApiError.self) { try ServiceEndpoint(url) }
        #expect(error?.kind == .usage)
        #expect(error?.message == message)
    }

    @Test func keysAreHeldAgainstTheAddress() throws {
        let staging = #expect(throws: ApiError.self) {
            try ServiceEndpoint("https://go.gov.sg/api", key: Secret("test_v1_x"))
        }
        #expect(staging?.kind == .auth)
        #expect(
            staging?.message
                == "the key for go.gov.sg is a staging key (test_v1_), but the address is the production service")
        #expect(throws: ApiError.self) {
            try ServiceEndpoint("https://staging.for.sg/api", key: Secret("live_v1_x"))
        }
        #expect(throws: ApiError.self) { try ServiceEndpoint("https://for.sg/api", key: Secret("live_v1_x\n")) }
        _ = try ServiceEndpoint("https://for.sg/api", key: Secret("live_v1_x"))
        _ = try ServiceEndpoint("http://127.0.0.1:1", key: Secret("live_v1_x"))
    }

    @Test func oneURLServesAllOfDataGovUnlessItIsProduction() throws {
        let production = try DataGovEndpoints(key: Secret("k"))
        #expect(production.search.host == "data.gov.sg")
        #expect(production.open.host == "api-open.data.gov.sg")
        let staging = try DataGovEndpoints(DataGovEndpoints.stagingURL, key: Secret("k"))
        #expect(staging.search.host == "api-staging.data.gov.sg")
        #expect(staging.open.host == "api-open-staging.data.gov.sg")
        let other = try DataGovEndpoints("http://127.0.0.1:99", key: Secret("k"))
        #expect(other.search.baseURL == "http://127.0.0.1:99" && other.search.key == nil)
        #expect(other.open.key == nil)
    }

    @Test func eachKeyGoesToItsOwnSideOfDataGov() throws {
        for url in [DataGovEndpoints.productionURL, "http://127.0.0.1:99"] {
            let endpoints = try DataGovEndpoints(url, key: Secret("admin"), publicKey: Secret("public"))
            #expect(endpoints.admin.key?.revealed == "admin")
            #expect(endpoints.search.key?.revealed == "public" && endpoints.open.key?.revealed == "public")
        }
    }
}
