@testable import ApiClients
import TestSupport
import Testing

struct ProxyTests {
    @Test func theEnvironmentNamesTheProxyAndItsExceptions() throws {
        let proxy = try #require(
            try ProxySettings(environment: [
                "HTTPS_PROXY": "http://me:pw@proxy.example:3128", "no_proxy": "localhost, .gov.sg,example.org",
            ]))
        #expect(proxy.host == "proxy.example")
        #expect(proxy.port == 3128)
        #expect(proxy.credentials?.user == "me")
        #expect(proxy.serves("https://for.sg/api"))
        for url in [
            "https://go.gov.sg/api", "https://api.example.org/", "https://example.org/", "http://127.0.0.1:80/",
        ] {
            #expect(!proxy.serves(url), "\(url)")
        }
        #expect(try ProxySettings(environment: ["HTTPS_PROXY": ""]) == nil)
    }

    @Test func anAddressThatCannotBeUsedIsNamedWithoutItsPassword() {
        let error = #expect(throws: ApiError.self) {
            try ProxySettings(environment: ["https_proxy": "socks5://me:pw@proxy.example"])
        }
        #expect(error?.message == "the proxy address socks5://proxy.example cannot be used")
    }

    @Test(arguments: [
        ("407 Proxy Authentication Required", "the proxy wants a user name and password"),
        ("502 Bad Gateway", "the proxy did not open a connection to links.example"),
    ])
    func aProxyThatRefusesIsNamed(status: String, message: String) async throws {
        let seen = Shared("")
        let failure = try await LocalServer.run { connection in
            let head = try await connection.head() ?? ""
            seen.change { $0 = head }
            try await connection.write("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
        } _: { address in
            var configuration = AsyncHTTPTransport.Configuration()
            configuration.proxy = try ProxySettings(environment: ["https_proxy": address])
            let transport = AsyncHTTPTransport(configuration)
            let request = HTTPRequest(.post, "https://links.example/api/v1/urls", body: .bytes([1]))
            let failure = await #expect(throws: TransportFailure.self) { try await transport.transport.send(request) }
            await transport.shutdown()
            return failure
        }
        #expect(failure?.kind == .notSent)
        #expect(failure?.message == message)
        #expect(seen.value.hasPrefix("connect links.example:443 http/1.1"))
    }
}
