@testable import CurlTransport
import Testing
import WireSupport

/// A real proxy that takes tickets of a real Kerberos realm.
///
/// It needs the packages squid, krb5-kdc, krb5-admin-server and krb5-user, of whose services none need run.
@Suite(
    .enabled(
        if: SquidProxy.obstacle == nil && KerberosRealm.obstacle == nil,
        "\(SquidProxy.obstacle ?? KerberosRealm.obstacle ?? "")"))
struct KerberosTests {
    /// The probe finds the ticket by its environment.
    ///
    /// The second request goes through the tunnel of the first.
    @Test func aTicketOpensATunnelThatIsKept() async throws {
        let realm = try await KerberosRealm()
        let squid = try await SquidProxy(.negotiate, in: realm)
        defer { withExtendedLifetime((realm, squid)) {} }
        let seen = Seen<Int>()
        try await ScriptedServer.run(.tls(.behindProxy)) { connection in
            while let (head, _) = connection.request() {
                seen.add(connection.number)
                #expect(!head.lowercased().contains("proxy-"))
                try connection.ok()
            }
        } _: { server in
            let variables = [
                // Tickets are for a host's name.
                "HTTPS_PROXY": "http://localhost:\(squid.port)", "AUTHORITIES": TestIdentity.authorityFile.path,
            ]
            let probe = try ProbeProcess(
                .one, "https://origin.test:\(server.port)/",
                environment: variables.merging(realm.variables) { $1 })
            defer { probe.kill() }
            try #require(probe.waitUntilReady())
            try probe.proceed()
            #expect(probe.end().output == "answered 200\n")
        }
        #expect(seen.all == [1, 1])
    }

    /// Without a ticket there is nothing to try; and a password is of no use.
    @Test(arguments: [
        (nil, "wants a Kerberos ticket (407)"),
        ("secret", "wants a Kerberos ticket instead of a user name and password (407)"),
    ])
    func aMissingTicketIsAskedFor(_ password: String?, _ words: String) async throws {
        let realm = try await KerberosRealm()
        let squid = try await SquidProxy(.negotiate, in: realm)
        defer { withExtendedLifetime((realm, squid)) {} }
        var proxy = try WireProxy(squid.address, variable: "HTTPS_PROXY")
        if let password { (proxy.user, proxy.password) = ("anne", password) }
        let options = trusting { $0.proxy = proxy }
        let failure = try await failing(WireRequest("GET", "https://origin.test/"), options)
        #expect(failure.reason == .proxy(status: 407))
        #expect(failure.isPermanent)
        #expect(failure.message == "the proxy 127.0.0.1:\(squid.port) (HTTPS_PROXY) \(words)")
        #expect(failure.hint?.lowercased().contains("get a kerberos ticket with kinit") == true)
    }
}
