@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing

struct AsyncHTTPTransportTests {
    private func send(_ request: HTTPRequest, _ configuration: AsyncHTTPTransport.Configuration = .init())
        async throws -> HTTPResponse
    {
        let transport = AsyncHTTPTransport(configuration)
        let result: Result<HTTPResponse, any Error>
        do {
            result = .success(try await transport.transport.send(request))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        return try result.get()
    }

    private func failing(_ request: HTTPRequest, _ configuration: AsyncHTTPTransport.Configuration = .init())
        async throws -> TransportFailure
    {
        do {
            let response = try await send(request, configuration)
            throw ApiError(.internal, "answered \(response.status)")
        } catch let failure as TransportFailure {
            return failure
        }
    }

    private func body(_ file: TemporaryFile) async throws -> FileBody {
        let source = try FileSource.open(file.path)
        let facts = try await FileFacts.read(source, name: file.path)
        return FileBody(source, size: facts.size, sha256: facts.sha256, name: file.path)
    }

    @Test func requestsAndAnswersAreWhatTheyAre() async throws {
        let seen = Shared<(head: String, body: [UInt8])>(("", []))
        let response = try await LocalServer.run { connection in
            let request = try await connection.request()
            seen.change { $0 = request }
            try await connection.write("HTTP/1.1 201 Created\r\nX-Mark: yes\r\nContent-Length: 5\r\n\r\nhello")
        } _: { address in
            try await send(
                HTTPRequest(
                    .post, "\(address)/v1/urls?a=%20", headers: HeaderFields([("Authorization", "Bearer k")]),
                    body: .bytes(Array("{}".utf8))))
        }
        #expect(response.status == 201)
        #expect(response.headers["x-mark"] == "yes")
        #expect(String(decoding: response.body, as: UTF8.self) == "hello")
        #expect(response.completeness == .complete)
        #expect(response.requestBodyHandedOver)
        #expect(seen.value.head.hasPrefix("post /v1/urls?a=%20 http/1.1\r\n"))
        #expect(seen.value.head.contains("\r\nauthorization: bearer k"))
        #expect(seen.value.head.contains("\r\nuser-agent: govscript"))
        #expect(seen.value.body == Array("{}".utf8))
    }

    @Test func filesAreStreamedWithTheirLength() async throws {
        let text = String(repeating: "0123456789abcdef", count: 100_000)
        let file = try TemporaryFile(text)
        let seen = Shared<(head: String, body: [UInt8])>(("", []))
        let steps = Shared<[Int64]>([])
        var body = try await body(file)
        body.progress = { sent in steps.change { $0.append(sent) } }
        let request = HTTPRequest.Body.file(body)
        _ = try await LocalServer.run { connection in
            let request = try await connection.request()
            seen.change { $0 = request }
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        } _: { address in
            try await send(HTTPRequest(.put, "\(address)/key", body: request))
        }
        #expect(seen.value.head.contains("\r\ncontent-length: 1600000"))
        #expect(!seen.value.head.contains("transfer-encoding"))
        #expect(seen.value.body == Array(text.utf8))
        #expect(steps.value.first == 131_072)
        #expect(steps.value.last == 1_600_000)
    }

    @Test func redirectsAreNotFollowed() async throws {
        let requests = Shared(0)
        let response = try await LocalServer.run { connection in
            while try await connection.head() != nil {
                _ = requests.next()
                try await connection.write("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { address in
            try await send(HTTPRequest(.get, address + "/"))
        }
        #expect(response.status == 302)
        #expect(response.headers["location"] == "/other")
        #expect(requests.value == 1)
    }

    @Test func aRefusedConnectionSentNothing() async throws {
        let port = HeldPort()
        let failure = try await failing(
            HTTPRequest(.post, "http://127.0.0.1:\(port.number)/?key=1", body: .bytes([1])))
        #expect(failure.kind == .notSent)
        #expect(failure.requestHandedOver == false)
        #expect(failure.message == "cannot connect to 127.0.0.1:\(port.number): connection refused")
    }

    @Test func anUnknownHostSentNothing() async throws {
        let failure = try await failing(HTTPRequest(.get, "https://nowhere.invalid/"))
        #expect(failure.kind == .notSent)
        #expect(failure.message == "cannot find the address of nowhere.invalid")
    }

    @Test func aCloseWithoutAnAnswerMayHaveBeenServed() async throws {
        let failure = try await LocalServer.run { connection in
            _ = try await connection.request()
        } _: { address in
            try await failing(HTTPRequest(.post, address + "/", body: .bytes([1])))
        }
        #expect(failure.kind == .closed)
        #expect(failure.requestHandedOver)
        #expect(failure.message == "the connection was closed before the answer had arrived")
    }

    @Test func aResetMayHaveBeenServed() async throws {
        let failure = try await LocalServer.run { connection in
            _ = try await connection.request()
            try await connection.reset()
        } _: { address in
            try await failing(HTTPRequest(.post, address + "/", body: .bytes([1])))
        }
        #expect(failure.kind == .closed)
        #expect(failure.requestHandedOver)
        #expect(failure.message == "the connection broke: connection reset by peer")
    }

    @Test func anUploadThatWasBrokenOffWasNotHandedOver() async throws {
        // More than all buffers on the way can hold while the server is slow to close.
        let file = try TemporaryFile(String(repeating: "0123456789abcdef", count: 4_000_000))
        let request = HTTPRequest.Body.file(try await body(file))
        let failure = try await LocalServer.run { connection in
            _ = try await connection.head()
            _ = try await connection.body(1000)
            try await connection.reset()
        } _: { address in
            try await failing(HTTPRequest(.put, address + "/", body: request))
        }
        #expect(failure.kind == .closed)
        #expect(failure.requestHandedOver == false)
    }

    @Test func aFileThatChangesOnTheWayIsNotHandedOver() async throws {
        let file = try TemporaryFile(String(repeating: "0123456789abcdef", count: 20_000))
        let request = HTTPRequest.Body.file(try await body(file))
        try file.write(String(repeating: "0123456789abcdeF", count: 20_000))
        let received = Shared(0)
        let failure = try await LocalServer.run { connection in
            _ = try await connection.head()
            let body = try await connection.body(320_000)
            received.change { $0 = body.count }
        } _: { address in
            try await failing(HTTPRequest(.put, address + "/", body: request))
        }
        #expect(failure.kind == .local)
        #expect(failure.requestHandedOver == false)
        #expect(failure.cause?.kind == .data)
        #expect(failure.message == "\(file.path) was changed after it had been prepared for upload")
        #expect(received.value < 320_000)
    }

    @Test func silenceIsATimeout() async throws {
        // Long enough for the request to leave even on a busy machine.
        let failure = try await LocalServer.run { connection in
            _ = try await connection.request()
            _ = try await connection.head()
        } _: { address in
            try await failing(HTTPRequest(.post, address + "/", body: .bytes([1]), timeout: .seconds(10)))
        }
        #expect(failure.kind == .timedOut)
        #expect(failure.requestHandedOver)
        #expect(failure.message == "no answer within 10 s")
    }

    @Test func aBodyThatStopsIsAnIncompleteAnswer() async throws {
        let response = try await LocalServer.run { connection in
            _ = try await connection.request()
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            _ = try await connection.head()
        } _: { address in
            try await send(HTTPRequest(.get, address + "/", timeout: .seconds(10)))
        }
        #expect(response.status == 200)
        #expect(response.completeness == .timedOut)
    }

    @Test func aTruncatedBodyIsAnIncompleteAnswer() async throws {
        let response = try await LocalServer.run { connection in
            _ = try await connection.request()
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
        } _: { address in
            try await send(HTTPRequest(.get, address + "/"))
        }
        #expect(response.completeness == .cutOff)
    }

    @Test func hugeAnswersAreNotTakenIntoMemory() async throws {
        var configuration = AsyncHTTPTransport.Configuration()
        configuration.responseLimit = 1000
        let limited = configuration
        let response = try await LocalServer.run { connection in
            _ = try await connection.request()
            let body = String(repeating: "x", count: 5000)
            try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + body)
        } _: { address in
            try await send(HTTPRequest(.get, address + "/"), limited)
        }
        #expect(response.completeness == .tooLarge)
        #expect(response.body.count <= 1000)
    }

    @Test func garbageIsNoAnswer() async throws {
        let failure = try await LocalServer.run { connection in
            _ = try await connection.request()
            try await connection.write("SSH-2.0-OpenSSH_9.2\r\n\r\n")
        } _: { address in
            try await failing(HTTPRequest(.get, address + "/"))
        }
        #expect(failure.kind == .closed)
        #expect(failure.message == "the answer was not HTTP")
    }

    @Test func downloadsGoToTheirSink() async throws {
        let got = Shared<[UInt8]>([1, 2, 3])
        let sink = ByteSink(begin: { got.change { $0 = [] } }, write: { bytes in got.change { $0 += bytes } })
        let response = try await LocalServer.run { connection in
            while try await connection.head() != nil {
                try await connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")
            }
        } _: { address in
            try await send(HTTPRequest(.get, address + "/", sink: sink))
        }
        #expect(response.body.isEmpty)
        #expect(got.value == Array("0123456789".utf8))
    }

    @Test func cancellingClosesTheConnection() async throws {
        let isClosed = Shared(false)
        let arrived = AsyncStream<Void>.makeStream()
        let wasCancelled = try await LocalServer.run { connection in
            _ = try await connection.request()
            arrived.continuation.yield()
            let next = try await connection.head()
            isClosed.change { $0 = next == nil }
            arrived.continuation.finish()
        } _: { address in
            let task = Task { try await send(HTTPRequest(.get, address + "/")) }
            var events = arrived.stream.makeAsyncIterator()
            _ = await events.next()
            task.cancel()
            let result = await task.result
            _ = await events.next()
            if case .failure(let error) = result { return error is CancellationError }
            return false
        }
        #expect(wasCancelled)
        #expect(isClosed.value)
    }

    @Test func afterShutdownNothingIsSent() async throws {
        let transport = AsyncHTTPTransport()
        await transport.shutdown()
        let error = await #expect(throws: TransportFailure.self) {
            try await transport.transport.send(HTTPRequest(.get, "http://127.0.0.1:1/"))
        }
        #expect(error?.kind == .local)
        #expect(error?.cause?.kind == .internal)
    }

    @Test func aServersCertificateNeedsItsAuthority() async throws {
        let authority = try TemporaryFile(TestCertificate.certificate, suffix: "pem")
        var configuration = AsyncHTTPTransport.Configuration()
        configuration.caFile = authority.path
        let trusting = configuration
        let (status, refused) = try await LocalServer.run(tls: true) { connection in
            while try await connection.head() != nil {
                try await connection.write("HTTP/1.1 204 No Content\r\n\r\n")
            }
        } _: { address in
            let url = address.split(separator: "127.0.0.1").joined(separator: "localhost") + "/"
            return (
                try await send(HTTPRequest(.get, url), trusting).status,
                try await failing(HTTPRequest(.post, url, body: .bytes([1])))
            )
        }
        #expect(status == 204)
        #expect(refused.kind == .notSent)
        #expect(refused.message.hasSuffix("failed: its certificate is not signed by a trusted authority"))
    }

    @Test func anAuthorityFileThatIsNoneIsAnErrorAtOnce() async throws {
        let file = try TemporaryFile("not a certificate", suffix: "pem")
        var configuration = AsyncHTTPTransport.Configuration()
        configuration.caFile = file.path
        let failure = try await failing(HTTPRequest(.get, "http://127.0.0.1:1/"), configuration)
        #expect(failure.cause?.kind == .usage)
        #expect(failure.message == "the certificate authority file \(file.path) cannot be read as PEM")
    }
}
