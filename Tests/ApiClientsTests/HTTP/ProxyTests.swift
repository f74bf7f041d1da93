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
        #expect(error?.message == "the proxy address socks5://proxy.example in https_proxy cannot be used")
    }

    @Test func aProxyThatIsNotThereIsNamed() async throws {
        let port = HeldPort()
        var configuration = AsyncHTTPTransport.Configuration()
        configuration.proxy = try ProxySettings(environment: ["HTTPS_PROXY": "http://me:pw@127.0.0.1:\(port.number)"])
        let transport = AsyncHTTPTransport(configuration)
        let failure = await #expect(throws: TransportFailure.self) {
            try await transport.transport.send(HTTPRequest(.get, "https://links.example/api"))
        }
        await transport.shutdown()
        #expect(failure?.kind == .notSent)
        #expect(
            failure?.message
                == "cannot connect to the proxy 127.0.0.1:\(port.number) (HTTPS_PROXY): connection refused")
    }

    @Test func aRequestGoesThroughTheProxyToTheService() async throws {
        let seen = Shared<[String]>([])
        // After the CONNECT comes a TLS hello, which this proxy does not carry on: the service's side breaks.
        let failure = try await LocalServer.run { connection in
            let head = try await connection.head() ?? ""
            seen.change { $0.append(head) }
            try await connection.write("HTTP/1.1 200 OK\r\n\r\n")
            _ = try await connection.body(5)
            try await connection.write("not TLS")
        } _: { address in
            var configuration = AsyncHTTPTransport.Configuration()
            configuration.proxy = try ProxySettings(environment: ["HTTPS_PROXY": "http://me:pw@\(address.dropFirst(7))"]
            )
            let transport = AsyncHTTPTransport(configuration)
            let failure = await #expect(throws: TransportFailure.self) {
                try await transport.transport.send(HTTPRequest(.get, "https://links.example/api"))
            }
            await transport.shutdown()
            return failure
        }
        #expect(seen.value.first?.contains("proxy-authorization: basic bwu6chc=") == true)
        #expect(failure?.kind == .notSent)
        #expect(failure?.message == "the TLS handshake with links.example failed: it does not speak TLS as expected")
    }

    @Test(arguments: [
        ("407 Proxy Authentication Required", "wants a user name and password, or others"),
        ("502 Bad Gateway", "did not open a connection to links.example"),
    ])
    func aProxyThatRefusesIsNamed(status: String, message: String) async throws {
        let seen = Shared("")
        let (failure, proxy) = try await LocalServer.run { connection in
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
            return (failure, String(address.dropFirst("http://".count)))
        }
        #expect(failure?.kind == .notSent)
        #expect(failure?.message == "the proxy \(proxy) (https_proxy) \(message)")
        #expect(seen.value.hasPrefix("connect links.example:443 http/1.1"))
    }
}
