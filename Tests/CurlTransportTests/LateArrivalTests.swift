@testable import CurlTransport
import Foundation
import Testing

/// A network that is cut in the middle of a request: what was given up does not arrive when it is mended.
@Suite(.enabled(if: NetworkNamespaces.obstacle == nil, "\(NetworkNamespaces.obstacle ?? "")"))
struct LateArrivalTests {
    /// No answer to the SYN: there never was a connection, and no handshake.
    @Test func aHostThatDoesNotAnswerIsNotConnected() async throws {
        let network = try NetworkNamespaces()
        let server = ScriptedServer(host: NetworkNamespaces.serverHost, inNamespace: network.server) { _ in }
        defer { server.stop() }
        try network.cut()
        let transport = await transport(inNamespace: network.client) { $0.connectTimeout = .milliseconds(500) }
        let url = "https://\(NetworkNamespaces.serverHost):\(server.port)/"
        let failure = await #expect(throws: WireFailure.self) { try await transport.send(WireRequest("GET", url)) }
        #expect(failure?.reason == .connecting)
        #expect(
            failure?.message == "connecting to \(NetworkNamespaces.serverHost):\(server.port) took too long")
        await transport.shutdown()
    }

    private func transport(
        inNamespace name: String, _ change: (inout CurlTransport.Options) -> Void = { _ in }
    ) async -> CurlTransport {
        var options = CurlTransport.Options()
        change(&options)
        let transport = CurlTransport(options)
        await withCheckedContinuation { started in
            // The transport's thread is where the thread is that starts it.
            Thread.detachNewThread {
                enterNamespace(name)
                transport.prepare()
                started.resume()
            }
        }
        return transport
    }

    @Test func nothingOfAnAttemptThatWasGivenUpIsLeftInTheKernel() async throws {
        let network = try NetworkNamespaces()
        let seen = Seen<String>()
        let server = ScriptedServer(host: NetworkNamespaces.serverHost, inNamespace: network.server) { connection in
            while let head = connection.head() {
                seen.add(head.split(separator: " ").dropFirst().first.map(String.init) ?? "")
                try connection.ok()
            }
        }
        defer { server.stop() }
        let transport = await transport(inNamespace: network.client)
        let url = "http://\(NetworkNamespaces.serverHost):\(server.port)/"
        _ = try await transport.send(WireRequest("GET", url + "first"))
        try network.cut()
        let failure = await #expect(throws: WireFailure.self) {
            try await transport.send(WireRequest("GET", url + "second", timeout: .milliseconds(500)))
        }
        #expect(failure?.kind == .timedOut)
        #expect(failure?.evidence.handedOver == .whole)
        #expect(try network.heldConnections(toPort: server.port) == [])
        try network.mend()
        _ = try await transport.send(WireRequest("GET", url + "third"))
        await transport.shutdown()
        #expect(seen.all == ["/first", "/third"])
    }
}
