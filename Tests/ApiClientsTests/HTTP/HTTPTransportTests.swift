@testable import ApiClients
import FoundationEssentials
import Glibc
import TestSupport
import Testing
import WireSupport

struct HTTPTransportTests {
    private func send(_ request: HTTPRequest, _ configuration: HTTPTransport.Configuration = .init())
        async throws -> HTTPResponse
    {
        let transport = HTTPTransport(configuration)
        let result: Result<HTTPResponse, any Error>
        do {
            result = .success(try await transport.transport.send(request))
        } catch {
            result = .failure(error)
        }
        await transport.shutdown()
        return try result.get()
    }

    private func failing(_ request: HTTPRequest, _ configuration: HTTPTransport.Configuration = .init())
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
        let facts = try await FileScan.read(source, name: file.path).facts
        return FileBody(source, size: facts.size, digest: facts.digest, name: file.path)
    }

    @Test func requestsAndAnswersAreWhatTheyAre() async throws {
        let seen = Shared<(head: String, body: [UInt8])>(("", []))
        let response = try await ScriptedServer.run { connection in
            guard let request = connection.request() else { return }
            seen.change { $0 = request }
            try connection.write("HTTP/1.1 201 Created\r\nX-Mark: yes\r\nContent-Length: 5\r\n\r\nhello")
        } _: { server in
            try await send(
                HTTPRequest(
                    .post, "\(server.address)/v1/urls?a=%20", headers: HeaderFields([("Authorization", "Bearer k")]),
                    body: .bytes(Array("{}".utf8))))
        }
        #expect(response.status == 201)
        #expect(response.headers["x-mark"] == "yes")
        #expect(String(decoding: response.body, as: UTF8.self) == "hello")
        #expect(response.completeness == .complete)
        #expect(response.requestBodyHandedOver)
        #expect(response.evidence.handedOver == .whole)
        #expect(response.evidence.minRoundTrip.map { $0 > .zero && $0 < .seconds(10) } == true)
        #expect(seen.value.head.lowercased().hasPrefix("post /v1/urls?a=%20 http/1.1\r\n"))
        #expect(seen.value.head.lowercased().contains("\r\nauthorization: bearer k"))
        #expect(seen.value.head.lowercased().contains("\r\nuser-agent: govscript"))
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
        _ = try await ScriptedServer.run { connection in
            guard let request = connection.request() else { return }
            seen.change { $0 = request }
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        } _: { server in
            try await send(HTTPRequest(.put, "\(server.address)/key", body: request))
        }
        #expect(seen.value.head.lowercased().contains("\r\ncontent-length: 1600000"))
        #expect(!seen.value.head.lowercased().contains("transfer-encoding"))
        #expect(seen.value.body == Array(text.utf8))
        #expect(steps.value.first == 131_072)
        #expect(steps.value.last == 1_600_000)
    }

    @Test func redirectsAreNotFollowed() async throws {
        let requests = Shared(0)
        let response = try await ScriptedServer.run { connection in
            while connection.head() != nil {
                _ = requests.next()
                try connection.write("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")
            }
        } _: { server in
            try await send(HTTPRequest(.get, server.address + "/"))
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
        let failure = try await ScriptedServer.run { connection in
            _ = connection.request()
        } _: { server in
            try await failing(HTTPRequest(.post, server.address + "/", body: .bytes([1])))
        }
        #expect(failure.kind == .closed)
        #expect(failure.requestHandedOver)
        #expect(failure.message == "the connection was closed before the answer had arrived")
    }

    @Test func aResetMayHaveBeenServed() async throws {
        let failure = try await ScriptedServer.run { connection in
            _ = connection.request()
            connection.reset()
        } _: { server in
            try await failing(HTTPRequest(.post, server.address + "/", body: .bytes([1])))
        }
        #expect(failure.kind == .closed)
        #expect(failure.requestHandedOver)
        #expect(failure.message == "the connection broke: connection reset by peer")
    }

    @Test func anUploadThatWasBrokenOffWasNotHandedOver() async throws {
        // More than all buffers on the way can hold while the server is slow to close.
        let file = try TemporaryFile(String(repeating: "0123456789abcdef", count: 4_000_000))
        let request = HTTPRequest.Body.file(try await body(file))
        let failure = try await ScriptedServer.run { connection in
            _ = connection.head()
            _ = connection.body(1000)
            connection.reset()
        } _: { server in
            try await failing(HTTPRequest(.put, server.address + "/", body: request))
        }
        #expect(failure.kind == .closed)
        #expect(failure.requestHandedOver == false)
    }

    @Test func aFileThatChangesOnTheWayIsNotHandedOver() async throws {
        let file = try TemporaryFile(String(repeating: "0123456789abcdef", count: 20_000))
        let request = HTTPRequest.Body.file(try await body(file))
        try file.write(String(repeating: "0123456789abcdeF", count: 20_000))
        let received = Shared(0)
        let failure = try await ScriptedServer.run { connection in
            _ = connection.head()
            let body = connection.body(320_000)
            received.change { $0 = body.count }
        } _: { server in
            try await failing(HTTPRequest(.put, server.address + "/", body: request))
        }
        #expect(failure.kind == .local)
        #expect(failure.requestHandedOver == false)
        #expect(failure.cause?.kind == .data)
        #expect(failure.message == "\(file.path) was changed after it had been prepared for upload")
        #expect(received.value < 320_000)
    }

    @Test func silenceIsATimeout() async throws {
        // Long enough for the request to leave even on a busy machine.
        let failure = try await ScriptedServer.run { connection in
            _ = connection.request()
            _ = connection.head()
        } _: { server in
            try await failing(HTTPRequest(.post, server.address + "/", body: .bytes([1]), timeout: .seconds(10)))
        }
        #expect(failure.kind == .timedOut)
        #expect(failure.requestHandedOver)
        #expect(failure.message == "no answer within 10 s")
    }

    @Test func aBodyThatStopsIsAnIncompleteAnswer() async throws {
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
            _ = connection.head()
        } _: { server in
            try await send(HTTPRequest(.get, server.address + "/", timeout: .seconds(10)))
        }
        #expect(response.status == 200)
        #expect(response.completeness == .timedOut)
    }

    @Test func aTruncatedBodyIsAnIncompleteAnswer() async throws {
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
        } _: { server in
            try await send(HTTPRequest(.get, server.address + "/"))
        }
        #expect(response.completeness == .cutOff)
    }

    @Test func hugeAnswersAreNotTakenIntoMemory() async throws {
        var configuration = HTTPTransport.Configuration()
        configuration.responseLimit = 1000
        let limited = configuration
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            let body = String(repeating: "x", count: 5000)
            try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + body)
        } _: { server in
            try await send(HTTPRequest(.get, server.address + "/"), limited)
        }
        #expect(response.completeness == .tooLarge)
        #expect(response.body.count <= 1000)
    }

    @Test func garbageIsNoAnswer() async throws {
        let failure = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write("SSH-2.0-OpenSSH_9.2\r\n\r\n")
        } _: { server in
            try await failing(HTTPRequest(.get, server.address + "/"))
        }
        #expect(failure.kind == .closed)
        #expect(failure.message == "the answer was not HTTP")
    }

    @Test func downloadsGoToTheirSink() async throws {
        let got = Shared<[UInt8]>([1, 2, 3])
        let sink = ByteSink(begin: { got.change { $0 = [] } }, write: { bytes in got.change { $0 += bytes } })
        let response = try await ScriptedServer.run { connection in
            while connection.head() != nil {
                try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")
            }
        } _: { server in
            try await send(HTTPRequest(.get, server.address + "/", sink: sink))
        }
        #expect(response.body.isEmpty)
        #expect(got.value == Array("0123456789".utf8))
    }

    /// Bytes of an attempt that broke off are not left in front of those of the next.
    @Test func everyAttemptBeginsItsSinkAnew() async throws {
        let got = Shared<[UInt8]>([])
        let sink = ByteSink(begin: { got.change { $0 = [] } }, write: { bytes in got.change { $0 += bytes } })
        let answers = ["5\r\n\r\n01", "0\r\n\r\n", "5\r\n\r\n01234"]
        let transport = HTTPTransport()
        let steps = try await ScriptedServer.run { connection in
            while let head = connection.head() {
                guard let number = head.split(separator: " ").dropFirst().first?.dropFirst().first?.wholeNumberValue
                else { return }
                try connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(answers[number])")
                if number == 0 { return }
            }
        } _: { server in
            var steps: [String] = []
            for number in answers.indices {
                let request = HTTPRequest(.get, "\(server.address)/\(number)", sink: sink)
                let answer = try await transport.transport.send(request)
                steps.append("\(answer.completeness) \(String(decoding: got.value, as: UTF8.self))")
            }
            return steps
        }
        await transport.shutdown()
        #expect(steps == ["cutOff 01", "complete ", "complete 01234"])
    }

    @Test func aSinkThatFailsIsAFailureOfThisSide() async throws {
        let full = ByteSink(descriptor: open("/dev/full", O_WRONLY), path: "data.csv")
        let truncating = ByteSink(begin: { throw ApiError(.data, "no") }, write: { _ in })
        for (sink, message) in [
            (ByteSink(begin: {}, write: full.write), "cannot write data.csv: no space left on device"),
            (truncating, "no"),
        ] {
            let failure = try await ScriptedServer.run { connection in
                while connection.head() != nil {
                    try connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789")
                }
            } _: { server in
                try await failing(HTTPRequest(.get, server.address + "/", sink: sink))
            }
            #expect(failure.kind == .local)
            #expect(failure.cause?.kind == .data)
            #expect(failure.message == message)
        }
    }

    /// The last moment is after connecting, so a slot that was lost meanwhile keeps the request from leaving.
    @Test func aRequestThatMayNotLeaveIsNotSent() async throws {
        let seen = Shared<[String?]>([])
        let asked = Shared(0)
        let failure = try await ScriptedServer.run { connection in
            let head = connection.head()
            seen.change { $0.append(head) }
        } _: { server in
            var request = HTTPRequest(.post, server.address + "/", body: .bytes([1]))
            request.mayLeave = {
                _ = asked.next()
                return false
            }
            return try await failing(request)
        }
        #expect(failure.kind == .notSent)
        #expect(failure.requestHandedOver == false)
        #expect(failure.evidence.handedOver == .nothing)
        #expect(failure.isPermanent == false)
        #expect(failure.message == "the request's slot had passed to another")
        #expect(asked.value == 1)
        #expect(seen.value == [nil])
    }

    @Test func cancellingClosesTheConnection() async throws {
        let isClosed = Shared(false)
        let arrived = AsyncStream<Void>.makeStream()
        let failure = try await ScriptedServer.run { connection in
            _ = connection.request()
            arrived.continuation.yield()
            let next = connection.head()
            isClosed.change { $0 = next == nil }
            arrived.continuation.finish()
        } _: { server in
            let task = Task { try await send(HTTPRequest(.get, server.address + "/")) }
            var events = arrived.stream.makeAsyncIterator()
            _ = await events.next()
            task.cancel()
            let result = await task.result
            _ = await events.next()
            if case .failure(let error) = result { return error as? TransportFailure }
            return nil
        }
        #expect(failure?.kind == .cancelled)
        #expect(failure?.requestHandedOver == true)
        #expect(failure?.evidence.wasReset == true)
        #expect(isClosed.value)
    }

    @Test func afterShutdownNothingIsSent() async throws {
        let transport = HTTPTransport()
        await transport.shutdown()
        let error = await #expect(throws: TransportFailure.self) {
            try await transport.transport.send(HTTPRequest(.get, "http://127.0.0.1:1/"))
        }
        #expect(error?.kind == .local)
        #expect(error?.cause?.kind == .internal)
    }

    @Test func aServersCertificateNeedsItsAuthority() async throws {
        var configuration = HTTPTransport.Configuration()
        configuration.caFile = TestIdentity.authorityFile.path
        let trusting = configuration
        let (status, refused) = try await ScriptedServer.run(.tls(.good)) { connection in
            while connection.head() != nil {
                try connection.write("HTTP/1.1 204 No Content\r\n\r\n")
            }
        } _: { server in
            let url = server.secureAddress + "/"
            return (
                try await send(HTTPRequest(.get, url), trusting).status,
                try await failing(HTTPRequest(.post, url, body: .bytes([1])))
            )
        }
        #expect(status == 204)
        #expect(refused.kind == .notSent)
        #expect(refused.message.hasSuffix("was refused: it is not signed by a trusted authority"))
        #expect(refused.isPermanent)
        #expect(refused.hint?.contains("set GOVSCRIPT_CA_FILE, or the profile's ca_file, to a file") == true)
    }

    @Test func anAuthorityFileThatIsNoneIsAnErrorAtOnce() async throws {
        let file = try TemporaryFile("not a certificate", suffix: "pem")
        var configuration = HTTPTransport.Configuration()
        configuration.caFile = file.path
        let failure = try await failing(HTTPRequest(.get, "http://127.0.0.1:1/"), configuration)
        #expect(failure.cause?.kind == .usage)
        #expect(
            failure.message == "the certificate authority file \(file.path) cannot be used: it holds no certificate")
        #expect(failure.isPermanent)
        #expect(failure.cause?.stopsRun == true)
    }
}
