@testable import CurlTransport
import Foundation
import Testing
import WireSupport

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

    /// The resolver waits for minutes and cannot be interrupted; neither the attempt nor the process's end waits for it.
    @Test(.timeLimit(.minutes(1))) func aNameServerThatDoesNotAnswerKeepsNobodyWaiting() throws {
        let network = try NetworkNamespaces()
        try network.cut()
        let resolver = TestFile(
            Array("nameserver \(NetworkNamespaces.serverHost)\noptions timeout:30 attempts:5\n".utf8))
        let probe = try ProbeProcess(
            .lookup, "https://service.wire.test/",
            wrapper: [
                "unshare", "--mount", "--propagation", "private", "sh", "-c",
                "mount --bind '\(resolver.path)' /etc/resolv.conf && exec \"$0\" \"$@\"",
            ] + ProbeProcess.inNamespace(network.client))
        defer { probe.kill() }
        let (output, status, _) = probe.end()
        #expect(output == "notConnected nameLookup: the address of service.wire.test was not found in time\n")
        #expect(status == 0)
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

    /// A server in the other namespace, which tells the paths that it is asked for.
    private func server(_ network: NetworkNamespaces, _ seen: Seen<String>) -> ScriptedServer {
        ScriptedServer(host: NetworkNamespaces.serverHost, inNamespace: network.server) { connection in
            while let (head, _) = connection.request() {
                seen.add(head.split(separator: " ").dropFirst().first.map(String.init) ?? "")
                try connection.ok()
            }
        }
    }

    private func url(_ server: ScriptedServer) -> String { "http://\(NetworkNamespaces.serverHost):\(server.port)/" }

    /// Waits until the kernel holds bytes for the server that are not acknowledged, or nothing at all any more.
    private func wait(_ network: NetworkNamespaces, _ server: ScriptedServer, untilHeld isHeld: Bool) async throws {
        while true {
            let held = try network.heldConnections(toPort: server.port)
            if isHeld ? held.contains(where: { $0 > 0 }) : held.isEmpty { return }
            await Task.yield()
        }
    }

    @Test func nothingOfAnAttemptThatTimedOutArrives() async throws {
        let network = try NetworkNamespaces()
        let seen = Seen<String>()
        let server = server(network, seen)
        defer { server.stop() }
        let transport = await transport(inNamespace: network.client)
        _ = try await transport.send(WireRequest("GET", url(server) + "first"))
        try network.cut()
        let failure = await #expect(throws: WireFailure.self) {
            try await transport.send(WireRequest("GET", url(server) + "second", timeout: .milliseconds(500)))
        }
        #expect(failure?.kind == .timedOut)
        #expect(failure?.evidence.handedOver == .whole)
        #expect(try network.heldConnections(toPort: server.port) == [])
        try network.mend()
        _ = try await transport.send(WireRequest("GET", url(server) + "third"))
        await transport.shutdown()
        #expect(seen.all == ["/first", "/third"])
    }

    @Test func nothingOfAnAttemptThatWasCancelledArrives() async throws {
        let network = try NetworkNamespaces()
        let seen = Seen<String>()
        let server = server(network, seen)
        defer { server.stop() }
        let transport = await transport(inNamespace: network.client)
        _ = try await transport.send(WireRequest("GET", url(server) + "first"))
        try network.cut()
        let second = WireRequest("POST", url(server) + "second", body: .bytes([1]), timeout: .seconds(600))
        let task = Task { () async throws(WireFailure) in try await transport.send(second) }
        try await wait(network, server, untilHeld: true)
        task.cancel()
        let failure = await #expect(throws: WireFailure.self) { try await task.value }
        #expect(failure?.kind == .cancelled)
        #expect(failure?.evidence.handedOver == .whole)
        #expect(try network.heldConnections(toPort: server.port) == [])
        try network.mend()
        _ = try await transport.send(WireRequest("GET", url(server) + "third"))
        await transport.shutdown()
        #expect(seen.all == ["/first", "/third"])
    }

    /// Nobody is left to reset the connection of a killed process; the user time-out bounds what its kernel sends.
    @Test func nothingOfAKilledProcessArrivesAfterTheUserTimeout() async throws {
        let network = try NetworkNamespaces()
        let seen = Seen<String>()
        let server = server(network, seen)
        defer { server.stop() }
        try await killWithARequestInFlight(network, server, userTimeout: 1500)
        try await wait(network, server, untilHeld: false)
        try network.mend()
        let transport = await transport(inNamespace: network.client)
        _ = try await transport.send(WireRequest("GET", url(server) + "third"))
        await transport.shutdown()
        #expect(seen.all == ["/first", "/third"])
    }

    /// Without one the request of a process that is long gone arrives as soon as the network is back.
    @Test func theUserTimeoutIsNeeded() async throws {
        let network = try NetworkNamespaces()
        let seen = Seen<String>()
        let server = server(network, seen)
        defer { server.stop() }
        try await killWithARequestInFlight(network, server, userTimeout: 0)
        try network.mend()
        #expect(await seen.next() == "/first")
        #expect(await seen.next() == "/second")
    }

    private func killWithARequestInFlight(
        _ network: NetworkNamespaces, _ server: ScriptedServer, userTimeout: Int
    ) async throws {
        let probe = try ProbeProcess(
            .one, url(server), userTimeout: userTimeout, wrapper: ProbeProcess.inNamespace(network.client))
        defer { probe.kill() }
        try #require(probe.waitUntilReady())
        try network.cut()
        try probe.proceed()
        try await wait(network, server, untilHeld: true)
    }
}
