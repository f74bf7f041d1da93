@testable import CurlTransport
import Testing
import WireSupport

/// A real proxy, with each way of logging in.
///
/// It needs the package squid, whose service need not run.
@Suite(.enabled(if: SquidProxy.obstacle == nil, "\(SquidProxy.obstacle ?? "")"))
struct SquidTests {
    /// Sends two requests through squid to a TLS server of the test's; returns the server's connections.
    private func connections(_ login: SquidProxy.Login, password: String?) async throws -> [Int] {
        let squid = try await SquidProxy(login)
        defer { withExtendedLifetime(squid) {} }
        let seen = Seen<Int>()
        try await ScriptedServer.run(.tls(.behindProxy)) { connection in
            while let (head, body) = connection.request() {
                seen.add(connection.number)
                #expect(!head.lowercased().contains("proxy-"))
                #expect(body == [1, 2])
                try connection.ok()
            }
        } _: { server in
            let transport = CurlTransport(try options(squid, login, password))
            defer { withExtendedLifetime(transport) {} }
            let result: Result<Void, WireFailure>
            do throws(WireFailure) {
                for _ in 1...2 {
                    let answer = try await transport.send(
                        WireRequest("POST", "https://origin.test:\(server.port)/", body: .bytes([1, 2])))
                    #expect(answer.status == 200)
                    #expect(answer.evidence.handedOver == .whole)
                    #expect(answer.evidence.bodyBytes == 2)
                }
                result = .success(())
            } catch {
                result = .failure(error)
            }
            await transport.shutdown()
            try result.get()
        }
        return seen.all
    }

    private func options(
        _ squid: SquidProxy, _ login: SquidProxy.Login, _ password: String?
    ) throws -> CurlTransport.Options {
        var proxy = try WireProxy(squid.address, variable: "HTTPS_PROXY")
        if let password { (proxy.user, proxy.password) = (login.user, password) }
        return trusting { $0.proxy = proxy }
    }

    /// The second request goes through the tunnel of the first.
    @Test(arguments: SquidProxy.Login.simple)
    func aTunnelIsOpenedOnceAndKept(_ login: SquidProxy.Login) async throws {
        let password = login == .none ? nil : SquidProxy.password
        #expect(try await connections(login, password: password) == [1, 1])
    }

    @Test(arguments: [SquidProxy.Login.basic, .digest])
    func aWrongPasswordIsRefusedForGood(_ login: SquidProxy.Login) async throws {
        let failure = await #expect(throws: WireFailure.self) { try await connections(login, password: "wrong") }
        #expect(failure?.reason == .proxy(status: 407))
        #expect(failure?.isPermanent == true)
        #expect(failure?.evidence.handedOver == .nothing)
        #expect(failure?.message.hasSuffix(" did not accept the user name and password (407)") == true)
    }

    @Test(arguments: [SquidProxy.Login.basic, .digest, .ntlm])
    func aMissingPasswordIsAskedFor(_ login: SquidProxy.Login) async throws {
        let failure = await #expect(throws: WireFailure.self) { try await connections(login, password: nil) }
        #expect(failure?.reason == .proxy(status: 407))
        #expect(failure?.message.hasSuffix(" wants a user name and password (407)") == true)
    }

    @Test func aForbiddenHostIsSaid() async throws {
        let squid = try await SquidProxy(.none)
        let failure = try await failing(WireRequest("GET", "https://forbidden.test/"), options(squid, .none, nil))
        #expect(failure.reason == .proxy(status: 403))
        #expect(
            failure.message
                == "the proxy 127.0.0.1:\(squid.port) (HTTPS_PROXY) refused to open a connection to forbidden.test (403)"
        )
        #expect(failure.evidence.handedOver == .nothing)
    }
}
