@testable import ApiClients
import CurlTransport
import TestSupport
import Testing
import WireSupport

struct ProxyTests {
    @Test func theEnvironmentNamesTheProxyAndItsExceptions() throws {
        let proxy = try #require(
            try ProxySettings(environment: [
                "HTTPS_PROXY": "http://me:pw@proxy.example:3128", "no_proxy": "localhost, .gov.sg,example.org",
            ]))
        #expect(proxy.wire.host == "proxy.example")
        #expect(proxy.wire.port == 3128)
        #expect(proxy.wire.user == "me")
        #expect(proxy.password?.revealed == "pw")
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
            try ProxySettings(environment: ["https_proxy": "gopher://me:pw@proxy.example"])
        }
        #expect(error?.message == "the proxy address in https_proxy cannot be used: gopher:// is not supported")
    }

    @Test func aProxyThatIsNotThereIsNamed() async throws {
        let port = HeldPort()
        var configuration = HTTPTransport.Configuration()
        configuration.proxy = try ProxySettings(environment: ["HTTPS_PROXY": "http://me:pw@127.0.0.1:\(port.number)"])
        let transport = HTTPTransport(configuration)
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
        let failure = try await ScriptedServer.run { connection in
            let head = connection.head()?.lowercased() ?? ""
            seen.change { $0.append(head) }
            // A password is told to a proxy that asks for it, and to no other.
            guard head.contains("\r\nproxy-authorization:") else {
                let answer = "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\""
                return try connection.write("HTTP/1.1 \(answer)\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            }
            try connection.write("HTTP/1.1 200 OK\r\n\r\n")
            _ = connection.body(5)
            try connection.write("not TLS")
        } _: { server in
            var configuration = HTTPTransport.Configuration()
            configuration.proxy = try ProxySettings(environment: [
                "HTTPS_PROXY": "http://me:pw@127.0.0.1:\(server.port)"
            ]
            )
            let transport = HTTPTransport(configuration)
            let failure = await #expect(throws: TransportFailure.self) {
                try await transport.transport.send(HTTPRequest(.get, "https://links.example/api"))
            }
            await transport.shutdown()
            return failure
        }
        #expect(seen.value.map { $0.contains("proxy-authorization: basic bwu6chc=") } == [false, true])
        #expect(failure?.kind == .notSent)
        #expect(failure?.message == "the TLS handshake with links.example failed: it does not speak TLS")
    }

    @Test(arguments: [
        ("407 Proxy Authentication Required", "wants a user name and password (407)"),
        ("502 Bad Gateway", "refused to open a connection to links.example (502)"),
    ])
    func aProxyThatRefusesIsNamed(status: String, message: String) async throws {
        let seen = Shared("")
        let (failure, proxy) = try await ScriptedServer.run { connection in
            let head = connection.head()?.lowercased() ?? ""
            seen.change { $0 = head }
            try connection.write("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
        } _: { server in
            var configuration = HTTPTransport.Configuration()
            configuration.proxy = try ProxySettings(environment: ["https_proxy": server.address])
            let transport = HTTPTransport(configuration)
            let request = HTTPRequest(.post, "https://links.example/api/v1/urls", body: .bytes([1]))
            let failure = await #expect(throws: TransportFailure.self) { try await transport.transport.send(request) }
            await transport.shutdown()
            return (failure, "127.0.0.1:\(server.port)")
        }
        #expect(failure?.kind == .notSent)
        #expect(failure?.message == "the proxy \(proxy) (https_proxy) \(message)")
        #expect(seen.value.hasPrefix("connect links.example:443 http/1.1"))
    }
}
