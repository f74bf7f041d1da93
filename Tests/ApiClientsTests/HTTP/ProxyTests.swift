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

    /// What an error says passes through the guard against secrets in addresses, which must leave the advice whole.
    @Test func theHintForAMissingLoginReachesThePerson() async throws {
        let hint = try await ScriptedServer.run { connection in
            while connection.head() != nil {
                try connection.write(
                    "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { server in
            var configuration = HTTPTransport.Configuration()
            configuration.proxy = try ProxySettings(environment: ["https_proxy": server.address])
            let transport = HTTPTransport(configuration)
            let links = ClientEnvironment(transport: transport.transport).links(
                .go, try ServiceEndpoint("https://links.example/api", key: Secret("test_v1_x")))
            let error = await #expect(throws: ApiError.self) { try await links.list() }
            await transport.shutdown()
            return error?.hint
        }
        #expect(
            hint
                == "Put user:password@ before the host in the proxy's address (https_proxy), with special characters of "
                + "the password escaped (@ as %40).")
    }

    /// A proxy may hold in its buffers what it acknowledged, so a reset of the connection to it takes nothing back.
    @Test(arguments: [false, true])
    func whatWasGivenUpMayStillArriveByWayOfAProxy(_ isDirect: Bool) async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let failure = try await ScriptedServer.run { connection in
            if !isDirect {
                #expect(connection.head()?.hasPrefix("CONNECT links.example:80 ") == true)
                try connection.write("HTTP/1.1 200 OK\r\n\r\n")
            }
            _ = connection.request()
            arrived.continuation.yield()
            _ = connection.head()
        } _: { server in
            var configuration = HTTPTransport.Configuration()
            if !isDirect { configuration.proxy = try ProxySettings(environment: ["https_proxy": server.address]) }
            let transport = HTTPTransport(configuration)
            let url = isDirect ? server.address + "/" : "http://links.example/"
            let task = Task { try await transport.transport.send(HTTPRequest(.patch, url, body: .bytes([1]))) }
            var events = arrived.stream.makeAsyncIterator()
            _ = await events.next()
            task.cancel()
            let failure = await #expect(throws: TransportFailure.self) { try await task.value }
            await transport.shutdown()
            return failure
        }
        #expect(failure?.kind == .cancelled)
        #expect(failure?.requestHandedOver == true)
        #expect(failure?.evidence.wasReset == isDirect)
        #expect(failure?.mayArriveFor == (isDirect ? .seconds(2) : .seconds(30)))
    }

    /// Nothing of the service's can have acted on a part of a body, so the call is not in doubt.
    @Test func aBodyThatWasHandedOverInPartIsNoDoubt() async throws {
        let arrived = AsyncStream<Void>.makeStream()
        let mayRead = Seen<Void>()
        let failure = try await ScriptedServer.run { connection in
            _ = connection.head()
            arrived.continuation.yield()
            mayRead.wait()
        } _: { server in
            let transport = HTTPTransport()
            let source = FileSource(size: { 64 << 20 }, read: { _, count in [UInt8](repeating: 0x61, count: count) })
            let file = FileBody(source, size: 64 << 20, digest: .xxh3(""), name: "rows.csv")
            let task = Task {
                try await transport.transport.send(HTTPRequest(.put, server.address + "/", body: .file(file)))
            }
            var events = arrived.stream.makeAsyncIterator()
            _ = await events.next()
            task.cancel()
            let failure = await #expect(throws: TransportFailure.self) { try await task.value }
            mayRead.add(())
            await transport.shutdown()
            return failure
        }
        #expect(failure?.kind == .cancelled)
        #expect(failure?.requestHandedOver == false)
        #expect(failure?.evidence.handedOver == .part)
        #expect(failure?.mayArriveFor == .zero)
    }
}
