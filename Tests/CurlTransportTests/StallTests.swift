@testable import CurlTransport
import Foundation
import Testing
import WireSupport

/// Attempts that make no progress, and attempts that are given up.
struct StallTests {
    /// Each byte is progress: an answer may take many times the time-out.
    @Test func slowProgressIsProgress() async throws {
        let timeout = Duration.seconds(2)
        let start = ContinuousClock.now
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n")
            for _ in 0..<6 {
                // The pace of the peer is what this is about; it leaves three quarters of the time-out for a busy machine.
                pause(milliseconds: 500)
                try connection.write("x")
            }
        } _: {
            try await send(WireRequest("GET", $0.address + "/", timeout: timeout))
        }
        #expect(response.completeness == .complete)
        #expect(ContinuousClock.now - start > timeout)
    }

    /// Progress keeps an attempt going up to its limit only: in its header, and in its body.
    @Test(arguments: [false, true])
    func anAttemptEndsAtItsLimitHoweverWellItMoves(_ hasHeader: Bool) async throws {
        try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write("HTTP/1.1 200 OK\r\n" + (hasHeader ? "Content-Length: 1000000\r\n\r\n" : "X: "))
            while true {
                pause(milliseconds: 50)
                try connection.write("x")
            }
        } _: { server in
            var request = WireRequest("GET", server.address + "/", timeout: .seconds(600))
            request.limit = .milliseconds(600)
            if hasHeader {
                let response = try await send(request)
                #expect(response.completeness == .timedOut)
            } else {
                let failure = try await failing(request)
                #expect(failure.kind == .timedOut)
                #expect(failure.message == "no answer within 600 ms")
                #expect(failure.evidence.handedOver == .whole)
            }
        }
    }

    @Test func aBodyThatStopsIsAnIncompleteAnswer() async throws {
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            _ = connection.untilEnd()
        } _: {
            try await send(WireRequest("GET", $0.address + "/", timeout: .seconds(1)))
        }
        #expect(response.status == 200)
        #expect(response.completeness == .timedOut)
        #expect(String(decoding: response.body, as: UTF8.self) == "half")
    }

    @Test(arguments: HandedOverTests.Way.allCases)
    func aCancelledAttemptSaysWhatLeft(_ way: HandedOverTests.Way) async throws {
        let arrived = Seen<Void>()
        let ended = Seen<ServerConnection.End>()
        let failure = try await ScriptedServer.run(way.greeting) { connection in
            _ = connection.request()
            arrived.add(())
            ended.add(connection.untilEnd())
        } _: { server in
            let url = way.url(server)
            let task = Task { try await failing(WireRequest("POST", url, body: .bytes([1, 2])), trusting()) }
            _ = await arrived.next()
            task.cancel()
            let failure = try await task.value
            _ = await ended.next()
            return failure
        }
        #expect(failure.kind == .cancelled)
        #expect(failure.evidence.handedOver == .whole)
        #expect(failure.evidence.bodyBytes == 2)
    }

    /// What the peer has not acknowledged would still be sent by the kernel; a reset takes it back.
    @Test func givingUpAnUploadResetsItsConnection() async throws {
        let ended = Seen<ServerConnection.End>()
        let mayRead = Seen<Void>()
        let arrived = Seen<Void>()
        let failure = try await ScriptedServer.run { connection in
            _ = connection.head()
            arrived.add(())
            mayRead.wait()
            ended.add(connection.untilEnd())
        } _: { server in
            let task = Task {
                try await failing(WireRequest("PUT", server.address + "/", body: .stream(.zeros(400))))
            }
            _ = await arrived.next()
            // Before that, all that was sent may be acknowledged: then there is nothing to take back.
            try waitUntilThePeerTakesNoMore(server)
            task.cancel()
            let failure = try await task.value
            mayRead.add(())
            #expect(await ended.next() == .reset)
            return failure
        }
        #expect(failure.kind == .cancelled)
        #expect(failure.evidence.handedOver == .part)
    }

    /// Waits until the kernel of the client probes for a window: the peer's buffer is full, and unsent bytes wait.
    private func waitUntilThePeerTakesNoMore(_ server: ScriptedServer) throws {
        let suffix = String(format: ":%04X", server.port)
        while true {
            // Foundation reads the first part of this file only.
            let table = try NetworkNamespaces.shell("cat /proc/net/tcp")
            // The fields are: number, local, remote, state, queues, timer. Timer 04 is the probe of a closed window.
            let isFull = table.split(separator: "\n").contains { line in
                let fields = line.split(separator: " ")
                return fields.count > 5 && fields[2].hasSuffix(suffix) && fields[5].hasPrefix("04:")
            }
            if isFull { return }
        }
    }

    @Test func anAttemptThatIsCancelledBeforeItBeganSentNothing() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await failing(WireRequest("POST", "http://127.0.0.1:1/", body: .bytes([1])))
        }
        let failure = try await task.value
        #expect(failure.kind == .cancelled)
        #expect(failure.evidence == WireEvidence())
    }
}
