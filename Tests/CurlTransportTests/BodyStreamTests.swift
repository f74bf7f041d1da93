@testable import CurlTransport
import Synchronization
import Testing
import WireSupport

/// Bodies that are made while they are sent.
struct BodyStreamTests {
    private struct Changed: Error, CustomStringConvertible {
        var description: String { "the file was changed" }
    }

    private func chunk(_ number: Int) -> [UInt8] { [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 65536) }

    @Test(arguments: HandedOverTests.Way.allCases)
    func aStreamArrivesWithItsLengthAndTellsItsProgress(_ way: HandedOverTests.Way) async throws {
        let steps = Mutex<[Int64]>([])
        let seen = Seen<(head: String, body: [UInt8])>()
        var body = WireBody(50, of: 65536) { chunk($0) }
        body.progress = { sent in steps.withLock { $0.append(sent) } }
        let stream = WireRequest.Body.stream(body)
        let response = try await ScriptedServer.run(way.greeting) { connection in
            guard let request = connection.request() else { return }
            seen.add(request)
            try connection.ok()
        } _: { server in
            try await send(WireRequest("PUT", way.url(server), body: stream), trusting())
        }
        #expect(response.evidence.handedOver == .whole)
        #expect(seen.all.first?.head.contains("\r\nContent-Length: 3276800") == true)
        #expect(seen.all.first?.head.lowercased().contains("transfer-encoding") == false)
        #expect(seen.all.first?.body == (0..<50).flatMap { chunk($0) })
        let sent = steps.withLock { $0 }
        #expect(sent == sent.sorted())
        #expect(sent.last == 3_276_800)
    }

    /// Source, queue, libcurl and kernel hold some megabytes, never the whole.
    @Test func theSourceIsNotFarAheadOfThePeer() async throws {
        let made = Mutex(0)
        let arrived = Seen<Void>()
        let mayRead = Seen<Void>()
        let body = WireBody(2000, of: 65536) { number in
            made.withLock { $0 = number + 1 }
            return [UInt8](repeating: 1, count: 65536)
        }
        try await ScriptedServer.run { connection in
            _ = connection.head()
            arrived.add(())
            mayRead.wait()
            _ = connection.untilEnd()
        } _: { server in
            let task = Task {
                try await failing(WireRequest("PUT", server.address + "/", body: .stream(body), timeout: .seconds(2)))
            }
            _ = await arrived.next()
            let failure = try await task.value
            mayRead.add(())
            #expect(failure.kind == .timedOut)
        }
        let chunks = made.withLock { $0 }
        #expect(chunks > 1 && chunks < 1000, "\(chunks) chunks were made")
    }

    /// A source that finds out at the end that the file is another withholds the last chunk by throwing.
    @Test(arguments: [0, 3, 9])
    func aSourceThatFailsLeavesTheBodyUnfinished(at failing: Int) async throws {
        let received = Seen<Int>()
        let body = WireBody(10, of: 65536) { number in
            if number == failing { throw Changed() }
            return [UInt8](repeating: 1, count: 65536)
        }
        let failure = try await ScriptedServer.run { connection in
            _ = connection.head()
            received.add(connection.body(655_360).count)
        } _: { server in
            let failure = try await CurlTransportTests.failing(
                WireRequest("PUT", server.address + "/", body: .stream(body)))
            return failure
        }
        #expect(failure.kind == .local)
        #expect(failure.reason == .caller)
        #expect(failure.cause is Changed)
        #expect(failure.message == "the file was changed")
        #expect(failure.evidence.handedOver == .part)
        #expect(try #require(await received.next()) <= failing * 65536)
    }

    @Test(arguments: [
        (9, "the body has 589824 bytes instead of the 655360 that were promised"),
        (11, "the body has 720896 bytes instead of the 655360 that were promised"),
    ])
    func aBodyOfAnotherLengthIsAFailure(_ chunks: Int, _ message: String) async throws {
        var body = WireBody(chunks, of: 65536) { chunk($0) }
        body.length = 655_360
        let stream = WireRequest.Body.stream(body)
        let failure = try await ScriptedServer.run { connection in
            _ = connection.request()
            _ = connection.untilEnd()
        } _: {
            try await failing(WireRequest("PUT", $0.address + "/", body: stream))
        }
        #expect(failure.kind == .local)
        #expect(failure.message == message)
    }

    @Test func aSlowSourceDoesNotHoldOthersUp() async throws {
        let gate = Seen<Void>()
        try await ScriptedServer.run { connection in
            while connection.request() != nil { try connection.ok() }
        } _: { server in
            let transport = CurlTransport()
            let slow = Task {
                let body = WireBody(2, of: 1) { number in
                    if number == 1 { gate.wait() }
                    return [1]
                }
                return try await transport.send(WireRequest("PUT", server.address + "/", body: .stream(body)))
            }
            for _ in 0..<20 {
                _ = try await transport.send(WireRequest("POST", server.address + "/", body: .bytes([1])))
            }
            gate.add(())
            #expect(try await slow.value.status == 200)
            await transport.shutdown()
        }
    }

    @Test func anEmptyStreamHasNoBytes() async throws {
        let seen = Seen<String>()
        _ = try await ScriptedServer.run { connection in
            seen.add(connection.request()?.head ?? "")
            try connection.ok()
        } _: { server in
            try await send(WireRequest("PUT", server.address + "/", body: .stream(WireBody(0, of: 1) { _ in [] })))
        }
        #expect(seen.all.first?.contains("Content-Length: 0") == true)
    }
}
