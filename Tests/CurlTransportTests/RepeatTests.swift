@testable import CurlTransport
import Testing
import WireSupport

/// A request is on the wire once, whatever becomes of the connection that was kept for it.
struct RepeatTests {
    private func second(
        _ greeting: ScriptedServer.Greeting, _ body: WireRequest.Body, allowsRepeats: Bool = false, byReset: Bool
    ) async throws -> (result: Result<WireResponse, WireFailure>, requests: [String]) {
        let seen = Seen<String>()
        let result = try await ScriptedServer.run(greeting) { connection in
            var number = 0
            while connection.request() != nil {
                number += 1
                seen.add("connection \(connection.number) request \(number)")
                if number == 2 {
                    if byReset { connection.reset() }
                    return
                }
                try connection.ok()
            }
        } _: { server -> Result<WireResponse, WireFailure> in
            let transport = CurlTransport(trusting { $0.allowsRepeats = allowsRepeats })
            var url = server.address + "/"
            if case .tls = greeting { url = server.secureAddress + "/" }
            _ = try await transport.send(WireRequest("POST", url, body: .bytes([1])))
            let result: Result<WireResponse, WireFailure>
            do throws(WireFailure) {
                result = .success(try await transport.send(WireRequest("POST", url, body: body)))
            } catch {
                result = .failure(error)
            }
            await transport.shutdown()
            return result
        }
        return (result, seen.all)
    }

    @Test(arguments: HandedOverTests.Way.allCases, HandedOverTests.Source.allCases)
    func aRequestOnAConnectionThatDiesIsNotRepeated(
        _ way: HandedOverTests.Way, _ source: HandedOverTests.Source
    ) async throws {
        for byReset in [false, true] {
            let (result, requests) = try await second(way.greeting, source.body(1), byReset: byReset)
            #expect(requests == ["connection 1 request 1", "connection 1 request 2"])
            guard case .failure(let failure) = result else {
                Issue.record("answered")
                continue
            }
            #expect(failure.kind == .closed)
            #expect(failure.evidence.handedOver == .whole)
            #expect(failure.evidence.bodyBytes == 65536)
        }
    }

    /// Without the guard libcurl sends it again by itself, and reports nothing but the second answer.
    @Test func theGuardIsNeeded() async throws {
        let (result, requests) = try await second(.plain, .bytes([2]), allowsRepeats: true, byReset: false)
        #expect(requests == ["connection 1 request 1", "connection 1 request 2", "connection 2 request 1"])
        #expect(try result.get().status == 200)
    }

    /// A connection whose end has arrived is seen to be dead before anything is written.
    @Test func aConnectionThatEndedWhileItWasKeptIsReplaced() async throws {
        let seen = Seen<Int>()
        let ended = Seen<Void>()
        try await ScriptedServer.run { connection in
            if connection.request() != nil {
                seen.add(connection.number)
                try connection.ok()
                connection.finishWriting()
                ended.add(())
                _ = connection.untilEnd()
            }
        } _: { server in
            let transport = CurlTransport()
            for number in 1...3 {
                let response = try await transport.send(WireRequest("POST", server.address + "/", body: .bytes([1])))
                #expect(response.status == 200)
                #expect(response.evidence.connectionsMade == 1, "request \(number)")
                _ = await ended.next()
            }
            await transport.shutdown()
        }
        #expect(seen.all == [1, 2, 3])
    }
}
