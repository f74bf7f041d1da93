@testable import CurlTransport
import Glibc
import Synchronization
import Testing
import WireSupport

/// Answers that are cut off, too long, or go into a file.
struct ResponseTests {
    private struct Full: Error {}

    private static let ten: ScriptedServer.Script = { connection in
        while connection.request() != nil { try connection.ok("0123456789") }
    }

    @Test func aTruncatedBodyIsAnIncompleteAnswer() async throws {
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
        } _: {
            try await send(WireRequest("GET", $0.address + "/"))
        }
        #expect(response.completeness == .cutOff)
        #expect(response.body.count == 4)
    }

    @Test func aLongBodyIsNotTakenIntoMemory() async throws {
        var options = CurlTransport.Options()
        options.responseLimit = 1000
        let limited = options
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.ok(String(repeating: "x", count: 500_000))
        } _: {
            try await send(WireRequest("GET", $0.address + "/"), limited)
        }
        #expect(response.status == 200)
        #expect(response.completeness == .tooLarge)
        #expect(response.body.count <= 1000)
    }

    @Test func aSinkTakesTheBodyOfASuccess() async throws {
        let got = Mutex<[UInt8]>([])
        let response = try await ScriptedServer.run(.plain, Self.ten) { server in
            try await send(WireRequest("GET", server.address + "/", sink: { part in got.withLock { $0 += part } }))
        }
        #expect(response.body.isEmpty)
        #expect(got.withLock { $0 } == Array("0123456789".utf8))
    }

    @Test func aSinkDoesNotTakeARefusal() async throws {
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone")
        } _: {
            try await send(WireRequest("GET", $0.address + "/", sink: { _ in throw Full() }))
        }
        #expect(response.status == 404)
        #expect(String(decoding: response.body, as: UTF8.self) == "none")
    }

    /// A full disk is a failure of this side with the sink's own error.
    @Test func aFullDiskEndsADownload() async throws {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(full) }
        let failure = try await ScriptedServer.run(.plain, Self.ten) { server in
            try await failing(
                WireRequest(
                    "GET", server.address + "/",
                    sink: { part in if write(full, part.baseAddress, part.count) < 0 { throw Full() } }))
        }
        #expect(failure.kind == .local)
        #expect(failure.reason == .caller)
        #expect(failure.cause is Full)
        #expect(failure.evidence.handedOver == .whole)
    }
}
