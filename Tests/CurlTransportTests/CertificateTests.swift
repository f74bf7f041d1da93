@testable import CurlTransport
import Testing
import WireSupport

/// Certificates that are refused, each with its own words; nothing is sent to such a peer.
///
/// npm/npm#9282 and OWASP/cve-lite-cli#394 are about inspecting proxies, expired certificates and wrong clocks.
struct CertificateTests {
    private func failure(_ greeting: ScriptedServer.Greeting, _ options: CurlTransport.Options) async throws
        -> (WireFailure, String)
    {
        try await ScriptedServer.run(greeting) {
            _ = $0.request()
        } _: { server in
            (
                try await failing(WireRequest("POST", server.secureAddress + "/", body: .bytes([1])), options),
                "localhost:\(server.port)"
            )
        }
    }

    @Test(arguments: [
        (TestIdentity.expired, WireFailure.CertificateFault.expired, "it has expired"),
        (.notYetValid, .notYetValid, "it is not valid yet"),
        (.elsewhere, .wrongHost, "it is for another host than localhost"),
        (.selfSigned, .selfSigned, "it is self-signed"),
    ])
    func aFaultyCertificateIsNamed(
        _ identity: TestIdentity, _ fault: WireFailure.CertificateFault, _ words: String
    ) async throws {
        let (failure, host) = try await failure(.tls(identity), trusting())
        #expect(failure.reason == .certificate(fault))
        #expect(failure.message == "the certificate of \(host) was refused: \(words)")
        #expect(failure.isPermanent)
        #expect(failure.evidence.handedOver == .nothing)
        #expect(failure.hint != nil)
    }

    @Test func anUnknownAuthorityNamesTheVariable() async throws {
        let (failure, _) = try await failure(.tls(.good), .init())
        #expect(failure.reason == .certificate(.unknownAuthority))
        #expect(failure.isPermanent)
        #expect(failure.hint?.contains("GOVSCRIPT_CA_FILE") == true)
    }

    @Test func oldTLSIsRefused() async throws {
        let (failure, _) = try await failure(.oldTLS(.good), trusting())
        #expect(failure.reason == .oldTLS)
        #expect(failure.isPermanent)
    }

    @Test func anAuthorityFileMayBeDER() async throws {
        let file = TestFile(TestIdentity.authority.der)
        let response = try await ScriptedServer.run(.tls(.good)) { connection in
            _ = connection.request()
            try connection.ok()
        } _: { server in
            try await send(WireRequest("GET", server.secureAddress + "/"), trusting { $0.authorities = file.path })
        }
        #expect(response.status == 200)
    }

    @Test func anUnusableAuthorityFileIsToldBeforeConnecting() async throws {
        let junk = TestFile(Array("junk".utf8))
        for (path, words) in [(junk.path, "it holds no certificate"), ("/nowhere.pem", "no such file or directory")] {
            let failure = try await failing(
                WireRequest("GET", "http://127.0.0.1:1/"), trusting { $0.authorities = path })
            #expect(failure.reason == .authorities)
            #expect(failure.isPermanent)
            #expect(failure.message == "the certificate authority file \(path) cannot be used: \(words)")
        }
    }
}
