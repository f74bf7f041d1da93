@testable import CurlTransport
import Testing
import WireSupport

/// What goes out and comes back when nothing goes wrong.
struct ExchangeTests {
    @Test func aRequestIsSentAsItIs() async throws {
        let seen = Seen<(head: String, body: [UInt8])>()
        let response = try await ScriptedServer.run { connection in
            guard let request = connection.request() else { return }
            seen.add(request)
            try connection.write("HTTP/1.1 201 Created\r\nX-Mark:  yes \r\nContent-Length: 5\r\n\r\nhello")
        } _: { server in
            var options = CurlTransport.Options()
            options.userAgent = "tester"
            let response = try await send(
                WireRequest(
                    "POST", server.address + "/v1/urls?a=%20&b=/../",
                    headers: [("Authorization", "Bearer k"), ("X-Empty", "")],
                    body: .bytes(Array("{}".utf8))), options)
            #expect(
                seen.all.first?.head == """
                    POST /v1/urls?a=%20&b=/../ HTTP/1.1\r
                    Host: 127.0.0.1:\(server.port)\r
                    User-Agent: tester\r
                    Authorization: Bearer k\r
                    X-Empty:\r
                    Content-Length: 2
                    """)
            return response
        }
        #expect(response.status == 201)
        #expect(response.header("x-mark") == "yes")
        #expect(String(decoding: response.body, as: UTF8.self) == "hello")
        #expect(response.completeness == .complete)
        #expect(response.evidence.handedOver == .whole)
        #expect(response.evidence.bodyBytes == 2)
        #expect(response.evidence.connectionsMade == 1)
        let roundTrip = try #require(response.evidence.minRoundTrip)
        #expect(roundTrip > .zero && roundTrip < .seconds(1))
        #expect(seen.all.first?.body == Array("{}".utf8))
    }

    /// No `Expect: 100-continue`, no form's content type, no `Transfer-Encoding`, whatever the size and the method.
    @Test(arguments: ["GET", "POST", "PUT", "PATCH"], [0, 5, 2_000_000])
    func nothingIsAddedToARequest(_ method: String, _ size: Int) async throws {
        let seen = Seen<(head: String, body: [UInt8])>()
        try await ScriptedServer.run { connection in
            while let request = connection.request() {
                seen.add(request)
                try connection.ok()
            }
        } _: { server in
            let body = WireRequest.Body.bytes([UInt8](repeating: 1, count: size))
            _ = try await send(WireRequest(method, server.address + "/", body: method == "GET" ? .none : body))
            let length = method == "GET" ? "" : "\r\nContent-Length: \(size)"
            #expect(
                seen.all.map(\.head) == ["\(method) / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\(length)"])
            #expect(seen.all.first?.body.count == (method == "GET" ? 0 : size))
        }
    }

    @Test func anInformationalAnswerIsNotTheAnswer() async throws {
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n")
            try connection.ok()
        } _: {
            try await send(WireRequest("GET", $0.address + "/"))
        }
        #expect(response.status == 200)
        #expect(response.headers.map(\.name) == ["Content-Length"])
    }

    @Test func trailersAreNoHeader() async throws {
        let response = try await ScriptedServer.run { connection in
            _ = connection.request()
            try connection.write(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: HTTP/X\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\nHTTP/X: 1\r\n\r\n")
        } _: {
            try await send(WireRequest("GET", $0.address + "/"))
        }
        #expect(String(decoding: response.body, as: UTF8.self) == "abcde")
        #expect(response.headers.map(\.name) == ["Transfer-Encoding", "Trailer"])
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let seen = Seen<String>()
        let response = try await ScriptedServer.run { connection in
            while let head = connection.head() {
                seen.add(head)
                try connection.write("HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n")
            }
        } _: {
            try await send(WireRequest("GET", $0.address + "/"))
        }
        #expect(response.status == 302)
        #expect(response.header("location") == "/other")
        #expect(seen.all.count == 1)
    }

    @Test func aKeptConnectionIsUsedAgain() async throws {
        let seen = Seen<Int>()
        let made = try await ScriptedServer.run(.tls(.good)) { connection in
            while connection.request() != nil {
                seen.add(connection.number)
                try connection.ok()
            }
        } _: { server in
            let transport = CurlTransport(trusting())
            var made: [Int] = []
            for _ in 0..<3 {
                let response = try await transport.send(
                    WireRequest("POST", server.secureAddress + "/", body: .bytes([1, 2])))
                made.append(response.evidence.connectionsMade)
                #expect(response.evidence.handedOver == .whole)
                #expect(response.evidence.kernelBytes > 60 && response.evidence.kernelBytes < 300)
            }
            await transport.shutdown()
            return made
        }
        #expect(made == [1, 0, 0])
        #expect(seen.all == [1, 1, 1])
    }

    @Test func manyRequestsAtOnceGetTheirOwnAnswers() async throws {
        try await ScriptedServer.run { connection in
            while let request = connection.request() {
                try connection.ok(String(decoding: request.body, as: UTF8.self))
            }
        } _: { server in
            let transport = CurlTransport()
            let wrong = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let body = Array("number \(number)".utf8)
                        let answer = try await transport.send(
                            WireRequest("POST", server.address + "/", body: .bytes(body)))
                        return answer.body != body
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            await transport.shutdown()
            #expect(wrong == 0)
        }
    }

    @Test func ipv6IsReached() async throws {
        let server = ScriptedServer(host: "::1") { connection in
            _ = connection.request()
            try connection.ok()
        }
        defer { server.stop() }
        let response = try await send(WireRequest("GET", "http://[::1]:\(server.port)/"))
        #expect(response.status == 200)
    }

    @Test(arguments: [
        "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "127.0.0.1/", "http://exa mple/", "http://a@b/",
        "http://a\\b/", "http://ü.example/", "http://h:0/", "http://h:99999/", "http://[::1", "http://h/\r\nX: y",
    ])
    func anAddressThatCannotBeUsedIsNotTried(_ url: String) async throws {
        let failure = try await failing(WireRequest("GET", url))
        #expect(failure.kind == .local)
        #expect(failure.reason == .address)
        #expect(failure.isPermanent)
        #expect(failure.evidence == WireEvidence())
        #expect(failure.message == "the address of the request cannot be used")
    }

    @Test(arguments: [("X-A", "b\r\nX-C: d"), ("X-A: b", "c"), ("", "c"), ("X-A", "b\0c")])
    func aHeaderCannotHoldAnother(_ name: String, _ value: String) async throws {
        let failure = try await failing(WireRequest("GET", "http://127.0.0.1:1/", headers: [(name, value)]))
        #expect(failure.kind == .local)
        #expect(failure.message == "a header field holds characters that none may have")
    }

    @Test func afterShutdownNothingIsSent() async throws {
        let transport = CurlTransport()
        await transport.shutdown()
        let failure = await #expect(throws: WireFailure.self) {
            try await transport.send(WireRequest("GET", "http://127.0.0.1:1/"))
        }
        #expect(failure?.reason == .shutDown)
    }

    @Test func shutdownEndsWhatIsInFlight() async throws {
        let arrived = Seen<Void>()
        try await ScriptedServer.run { connection in
            _ = connection.request()
            arrived.add(())
            _ = connection.untilEnd()
        } _: { server in
            let transport = CurlTransport()
            let task = Task { try await transport.send(WireRequest("POST", server.address + "/", body: .bytes([1]))) }
            _ = await arrived.next()
            await transport.shutdown()
            let failure = await #expect(throws: WireFailure.self) { try await task.value }
            #expect(failure?.reason == .shutDown)
            #expect(failure?.evidence.handedOver == .whole)
        }
    }

    /// At `exit` OpenSSL must not be torn down while the thread of the transport is still using it.
    @Test(.timeLimit(.minutes(1))) func aProcessEndsWithTransfersInFlight() async throws {
        let arrived = Seen<Void>()
        try await ScriptedServer.run(.tls(.good)) { connection in
            while let (head, _) = connection.request() {
                if head.hasPrefix("GET") { try connection.ok() } else { arrived.add(()) }
            }
        } _: { server in
            let probe = try ProbeProcess(
                .many, server.secureAddress + "/", environment: ["AUTHORITIES": TestIdentity.authorityFile.path])
            defer { probe.kill() }
            try #require(probe.waitUntilReady())
            for _ in 0..<16 { _ = await arrived.next() }
            try probe.proceed()
            let (_, status, wasKilled) = probe.end()
            #expect(status == 0)
            #expect(!wasKilled)
        }
    }
}
