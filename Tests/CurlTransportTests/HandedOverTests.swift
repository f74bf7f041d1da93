@testable import CurlTransport
import Testing
import WireSupport

/// Nothing, part or whole: each way an attempt can end, plain and under TLS, from memory and streamed.
struct HandedOverTests {
    enum Way: String, CaseIterable, Sendable {
        case plain, tls

        var greeting: ScriptedServer.Greeting { self == .plain ? .plain : .tls(.good) }
        func url(_ server: ScriptedServer) -> String { (self == .plain ? server.address : server.secureAddress) + "/" }
    }

    enum Source: String, CaseIterable, Sendable {
        case memory, stream

        /// So many times 64 KiB.
        func body(_ chunks: Int) -> WireRequest.Body {
            switch self {
            case .memory: .bytes([UInt8](repeating: 0x30, count: chunks * 65536))
            case .stream: .stream(.zeros(chunks))
            }
        }
    }

    private func failure(
        _ way: Way, _ body: WireRequest.Body, timeout: Duration = .seconds(20),
        _ script: @escaping ScriptedServer.Script
    ) async throws -> WireFailure {
        try await ScriptedServer.run(way.greeting, script) { server in
            try await failing(
                WireRequest("POST", way.url(server), body: body, timeout: timeout), way == .plain ? .init() : trusting()
            )
        }
    }

    @Test(arguments: Way.allCases, Source.allCases)
    func aCloseAfterTheWholeRequestIsWhole(_ way: Way, _ source: Source) async throws {
        let failure = try await failure(way, source.body(2)) { _ = $0.request() }
        #expect(failure.kind == .closed)
        #expect(failure.evidence.handedOver == .whole)
        #expect(failure.evidence.bodyBytes == 131_072)
        #expect(failure.evidence.kernelBytes > 131_072)
        #expect(failure.message == "the connection was closed before the answer had arrived")
        #expect(!failure.isPermanent)
    }

    @Test(arguments: Way.allCases, Source.allCases)
    func aResetAfterTheWholeRequestIsWhole(_ way: Way, _ source: Source) async throws {
        let failure = try await failure(way, source.body(1)) {
            _ = $0.request()
            $0.reset()
        }
        #expect(failure.kind == .closed)
        #expect(failure.evidence.handedOver == .whole)
        #expect(failure.message == "the connection broke: connection reset by peer")
    }

    /// More than all buffers on the way can hold.
    @Test(arguments: Way.allCases, Source.allCases)
    func aResetInTheMiddleIsAPart(_ way: Way, _ source: Source) async throws {
        let failure = try await failure(way, source.body(400)) {
            _ = $0.head()
            _ = $0.body(100_000)
            $0.reset()
        }
        #expect(failure.kind == .closed)
        #expect(failure.evidence.handedOver == .part)
        #expect(failure.evidence.bodyBytes < 400 * 65536)
        #expect(failure.evidence.kernelBytes >= 100_000)
    }

    @Test(arguments: Way.allCases, Source.allCases)
    func aPeerThatDoesNotReadGotAPart(_ way: Way, _ source: Source) async throws {
        let failure = try await failure(way, source.body(400), timeout: .milliseconds(700)) {
            $0.waitWithoutReading()
        }
        #expect(failure.kind == .timedOut)
        #expect(failure.evidence.handedOver == .part)
        #expect(failure.message == "no answer within 700 ms")
    }

    @Test(arguments: Way.allCases, Source.allCases)
    func silenceAfterTheWholeRequestIsWhole(_ way: Way, _ source: Source) async throws {
        let failure = try await failure(way, source.body(1), timeout: .seconds(1)) {
            _ = $0.request()
            _ = $0.untilEnd()
        }
        #expect(failure.kind == .timedOut)
        #expect(failure.evidence.handedOver == .whole)
    }

    @Test func aRequestWithoutABodyIsWholeOnceItsHeaderLeft() async throws {
        let failure = try await failure(.plain, .none) { _ = $0.request() }
        #expect(failure.evidence.handedOver == .whole)
        #expect(failure.evidence.bodyBytes == 0)
    }

    @Test func aRefusedConnectionGotNothing() async throws {
        let server = ScriptedServer(listens: false) { _ in }
        defer { server.stop() }
        let failure = try await failing(WireRequest("POST", server.address + "/?key=1", body: .bytes([1])))
        #expect(failure.kind == .notConnected)
        #expect(failure.reason == .connecting)
        #expect(failure.evidence.handedOver == .nothing)
        #expect(failure.evidence.kernelBytes == 0)
        #expect(failure.message == "cannot connect to 127.0.0.1:\(server.port): connection refused")
        #expect(!failure.isPermanent)
    }

    @Test func aRefusedConnectionNamesTheServiceWhereItIsKnown() async throws {
        let server = ScriptedServer(listens: false) { _ in }
        defer { server.stop() }
        var request = WireRequest("GET", server.address + "/")
        request.service = WireRequest.Service(title: "GoGovSG", address: "the address \(server.address)")
        let failure = try await failing(request)
        #expect(failure.message == "cannot connect to GoGovSG: connection refused")
        #expect(failure.hint?.hasPrefix("Check the network, the address \(server.address), and") == true)
    }

    @Test func anUnknownHostGotNothing() async throws {
        let failure = try await failing(WireRequest("POST", "https://nowhere.invalid/", body: .bytes([1])))
        #expect(failure.kind == .notConnected)
        #expect(failure.reason == .nameLookup)
        #expect(failure.evidence == WireEvidence())
        #expect(failure.message == "cannot find the address of nowhere.invalid")
    }

    /// A peer that takes the connection and never says a word of TLS.
    @Test func aHandshakeThatDoesNotEndGotNothing() async throws {
        let failure = try await ScriptedServer.run {
            _ = $0.untilEnd()
        } _: { server in
            try await failing(
                WireRequest("POST", server.secureAddress + "/", body: .bytes([1])),
                trusting { $0.connectTimeout = .milliseconds(500) })
        }
        #expect(failure.kind == .notConnected)
        #expect(failure.reason == .handshake)
        #expect(failure.evidence.handedOver == .nothing)
        #expect(failure.message.hasPrefix("the TLS handshake with localhost:"))
        #expect(failure.message.hasSuffix(" took too long"))
    }

    @Test(arguments: [true, false])
    func aHandshakeThatIsBrokenOffGotNothing(byReset: Bool) async throws {
        let failure = try await ScriptedServer.run {
            _ = $0.body(5)
            if byReset { $0.reset() }
        } _: { server in
            try await failing(WireRequest("POST", server.secureAddress + "/", body: .bytes([1])), trusting())
        }
        #expect(failure.kind == .notConnected)
        #expect(failure.evidence.handedOver == .nothing)
        #expect(failure.message.hasSuffix("failed: it broke off"))
        #expect(!failure.isPermanent)
    }

    /// The answer comes before the body has left: it is the answer, and the body is a part.
    @Test(arguments: Source.allCases)
    func anEarlyRefusalIsTheAnswer(_ source: Source) async throws {
        let response = try await ScriptedServer.run {
            _ = $0.head()
            try $0.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
            _ = $0.untilEnd()
        } _: { server in
            try await send(WireRequest("PUT", server.address + "/", body: source.body(400)))
        }
        #expect(response.status == 413)
        #expect(String(decoding: response.body, as: UTF8.self) == "no")
        #expect(response.evidence.handedOver == .part)
    }

    @Test func garbageIsNoAnswer() async throws {
        let failure = try await failure(.plain, .bytes([1])) {
            _ = $0.request()
            try $0.write("SSH-2.0-OpenSSH_9.2\r\n\r\n")
        }
        #expect(failure.kind == .closed)
        #expect(failure.evidence.handedOver == .whole)
        #expect(failure.message == "the answer was not HTTP")
    }
}
