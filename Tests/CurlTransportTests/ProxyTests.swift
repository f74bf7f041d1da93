@testable import CurlTransport
import Foundation
import Testing
import WireSupport

/// Which requests go by the proxy, and what is said when it refuses.
///
/// curl/curl#9773 and docker/docs#12463 are about the forms of NO_PROXY, Kong/insomnia#2512 about passwords of proxies.
struct ProxyTests {
    @Test(arguments: [
        ("", "go.agency.invalid", false), ("agency.invalid", "go.agency.invalid", true),
        (".agency.invalid ,localhost", "go.agency.invalid", true), ("a b.c agency.invalid", "go.agency.invalid", true),
        ("*.agency.invalid", "go.agency.invalid", true), ("*", "go.agency.invalid", true),
        ("AGENCY.INVALID.", "go.agency.invalid", true), ("go.agency.invalid:443", "go.agency.invalid", true),
        ("go.agency.invalid:8443", "go.agency.invalid", false), ("ency.invalid", "go.agency.invalid", false),
        ("10.0.0.0/8", "10.255.255.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("fd00::/8", "[fd00::1]", true),
        ("", "localhost", true), ("", "127.9.9.9", true), ("", "[::1]", true),
    ])
    func exceptionsAreReachedDirectly(_ list: String, _ host: String, _ isDirect: Bool) throws {
        let proxy = try WireProxy("http://proxy.example:3128", variable: "HTTPS_PROXY", exceptions: list)
        #expect(proxy.serves("https://\(host)/api") == !isDirect)
    }

    @Test(
        arguments: [
            ("proxy:3128", nil, nil), ("http://u:p%40ss%23@proxy:3128/", "u", "p@ss#"),
            ("http://u:p@ss#w@proxy:3128", "u", "p@ss#w"), ("http://dom%5Cu:10%@proxy:3128", "dom\\u", "10%"),
        ] as [(String, String?, String?)])
    func addressesAreRead(_ address: String, _ user: String?, _ password: String?) throws {
        let proxy = try WireProxy(address, variable: "HTTPS_PROXY")
        #expect(proxy.title == "the proxy proxy:3128 (HTTPS_PROXY)")
        #expect(proxy.user == user)
        #expect(proxy.password == password)
    }

    @Test(arguments: ["http://u:secret", "127.0.0.1:secret", "gopher://u:secret@h", "http://u:secret@", "://secret"])
    func anUnusableAddressIsNotShown(_ address: String) {
        let error = #expect(throws: WireProxy.Malformed.self) { try WireProxy(address, variable: "HTTPS_PROXY") }
        #expect(error?.description.contains("secret") == false)
        #expect(error?.hint.contains("secret") == false)
    }

    /// What the proxy offers, and whether the address has a login.
    @Test(arguments: [
        ("Basic realm=\"x\"", "", "wants a user name and password", "Put user:password@ before the host"),
        (
            "Negotiate\r\nProxy-Authenticate: Basic realm=\"x\"", "",
            "wants a user name and password, or a Kerberos ticket", "Put user:password@ before the host"
        ),
        ("Negotiate", "", "wants a Kerberos ticket", "Get a Kerberos ticket with kinit"),
        (
            "Basic realm=\"x\"", "anne:secret@", "did not accept the user name and password",
            "Correct user:password@ before the host"
        ),
        (
            "Negotiate", "anne:secret@", "wants a Kerberos ticket instead of a user name and password",
            "Remove user:password@ before the host"
        ),
        ("Strange", "", "wants a user name and password", "Put user:password@ before the host"),
    ])
    func aMissingLoginIsToldByWhatTheProxyTakes(
        _ offer: String, _ login: String, _ words: String, _ hint: String
    ) async throws {
        try await ScriptedServer.run { connection in
            while connection.head() != nil {
                try connection.write(
                    "HTTP/1.1 407 No\r\nProxy-Authenticate: \(offer)\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { server in
            var options = CurlTransport.Options()
            options.proxy = try WireProxy("http://\(login)127.0.0.1:\(server.port)", variable: "HTTPS_PROXY")
            let failure = try await failing(WireRequest("GET", "https://x.invalid/"), options)
            #expect(failure.message == "the proxy 127.0.0.1:\(server.port) (HTTPS_PROXY) \(words) (407)")
            #expect(failure.hint?.hasPrefix(hint) == true)
            #expect("\(failure.message) \(failure.hint ?? "")".contains("secret") == false)
        }
    }

    @Test(arguments: [407, 403, 502])
    func aRefusalIsOneConnectAndNamesTheProxy(_ status: Int) async throws {
        let seen = Seen<String>()
        let failure = try await ScriptedServer.run { connection in
            while let head = connection.head() {
                seen.add(head)
                try connection.write(
                    "HTTP/1.1 \(status) No\r\nProxy-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { server in
            var options = CurlTransport.Options()
            options.proxy = try WireProxy(server.address, variable: "HTTPS_PROXY")
            let failure = try await failing(WireRequest("POST", "https://x.invalid/", body: .bytes([1])), options)
            #expect(failure.message.hasPrefix("the proxy 127.0.0.1:\(server.port) (HTTPS_PROXY) "))
            return failure
        }
        #expect(failure.reason == .proxy(status: status))
        #expect(failure.isPermanent == (status != 502))
        #expect(failure.evidence.handedOver == .nothing)
        #expect(seen.all.count == 1)
    }

    /// The characters that an address or libcurl could read as something else.
    @Test func aLoginArrivesAsItIs() async throws {
        let seen = Seen<String>()
        _ = try await ScriptedServer.run { connection in
            while let head = connection.head() {
                let line = head.split(separator: "\r\n").first { $0.hasPrefix("Proxy-Authorization: Basic ") }
                let login = line.flatMap { Data(base64Encoded: String($0.dropFirst(27))) }
                if let login { seen.add(String(decoding: login, as: UTF8.self)) }
                try connection.write(
                    """
                    HTTP/1.1 \(login == nil ? 407 : 502) No\r
                    Proxy-Authenticate: Basic realm="x"\r
                    Content-Length: 0\r\n\r\n
                    """)
            }
        } _: { server in
            var options = CurlTransport.Options()
            var proxy = try WireProxy(server.address, variable: "HTTPS_PROXY")
            (proxy.user, proxy.password) = (#"dom\50%25 anne"#, "p@ss:w/%40?#%+%zz ü;&=\"'")
            options.proxy = proxy
            return try await failing(WireRequest("GET", "https://x.invalid/"), options)
        }
        #expect(seen.all == [#"dom\50%25 anne:p@ss:w/%40?#%+%zz ü;&="'"#])
    }

    /// How far a proxy lets a request come, and what is said when it comes no further.
    enum Lapse: String, CaseIterable, Sendable {
        case silent, closed, reset, silentTunnel, closedTunnel

        var words: String {
            switch self {
            case .silent: "PROXY did not answer in time"
            case .closed, .reset: "PROXY closed the connection instead of opening one to x.invalid"
            case .silentTunnel: "the TLS handshake with x.invalid took too long"
            case .closedTunnel: "the TLS handshake with x.invalid failed: it broke off"
            }
        }

        var reason: WireFailure.Reason {
            self == .silentTunnel || self == .closedTunnel ? .handshake : .connecting
        }
    }

    @Test(arguments: Lapse.allCases)
    func aProxyThatFailsIsTold(_ lapse: Lapse) async throws {
        try await ScriptedServer.run { connection in
            _ = connection.head()
            if lapse == .reset { connection.reset() }
            if lapse == .silentTunnel || lapse == .closedTunnel {
                try connection.write("HTTP/1.1 200 Connection established\r\n\r\n")
            }
            if lapse == .closedTunnel { _ = connection.body(5) }
            if lapse == .silent || lapse == .silentTunnel { _ = connection.untilEnd() }
        } _: { server in
            var options = CurlTransport.Options()
            options.proxy = try WireProxy(server.address, variable: "HTTPS_PROXY")
            if lapse == .silent || lapse == .silentTunnel { options.connectTimeout = .milliseconds(700) }
            let failure = try await failing(WireRequest("POST", "https://x.invalid/", body: .bytes([1])), options)
            let proxy = "the proxy 127.0.0.1:\(server.port) (HTTPS_PROXY)"
            #expect(failure.message == lapse.words.replacing("PROXY", with: proxy))
            #expect(failure.reason == lapse.reason)
            #expect(failure.kind == .notConnected)
            #expect(failure.evidence.handedOver == .nothing)
        }
    }

    @Test func aProxyThatTakesNoConnectionIsTold() async throws {
        let server = ScriptedServer(listens: false) { _ in }
        defer { server.stop() }
        var options = CurlTransport.Options()
        options.proxy = try WireProxy(server.address, variable: "HTTPS_PROXY")
        let failure = try await failing(WireRequest("GET", "https://x.invalid/"), options)
        #expect(
            failure.message
                == "cannot connect to the proxy 127.0.0.1:\(server.port) (HTTPS_PROXY): connection refused")
        #expect(failure.reason == .connecting)
    }
}
