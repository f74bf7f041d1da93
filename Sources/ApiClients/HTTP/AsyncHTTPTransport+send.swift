import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

extension AsyncHTTPTransport {
    /// Sends one request once.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        let client: HTTPClient
        do {
            client = try self.client(for: request.url)
        } catch let error as ApiError {
            throw TransportFailure(.local, error.message, requestHandedOver: false, cause: error)
        }
        if let mayLeave = request.mayLeave, !mayLeave() {
            throw TransportFailure(.notSent, "the request's slot had passed to another", requestHandedOver: false)
        }
        let exchange = Exchange(request, proxy: proxy(for: request.url))
        return try await withThrowingTaskGroup(of: HTTPResponse?.self) { group in
            group.addTask { try await self.run(exchange, with: client) }
            group.addTask {
                try await exchange.stall()
                return nil
            }
            defer { group.cancelAll() }
            do {
                if let response = try await group.next() ?? nil { return response }
            } catch {
                if Task.isCancelled { throw CancellationError() }
                throw exchange.failure(for: error)
            }
            if let head = exchange.head {
                return HTTPResponse(
                    status: head.status, headers: head.headers, completeness: .timedOut,
                    requestBodyHandedOver: exchange.isHandedOver)
            }
            throw TransportFailure(
                .timedOut, "no answer within \(request.timeout.inWords)", requestHandedOver: exchange.isHandedOver)
        }
    }

    private func run(_ exchange: Exchange, with client: HTTPClient) async throws -> HTTPResponse {
        let request = exchange.request
        var wire = HTTPClientRequest(url: request.url)
        wire.method = HTTPMethod(rawValue: request.method.rawValue)
        wire.headers.add(name: "User-Agent", value: configuration.userAgent)
        for field in request.headers.fields {
            wire.headers.add(name: field.name, value: field.value)
        }
        if let length = exchange.bodyLength {
            wire.body = .stream(OutgoingBody(exchange: exchange), length: .known(length))
        }
        // The exchange's own watch ends it earlier; the client wants some deadline.
        let answer = try await client.execute(wire, deadline: .now() + .hours(24))
        var response = HTTPResponse(
            status: Int(answer.status.code), headers: HeaderFields(answer.headers.map { ($0.name, $0.value) }))
        exchange.headArrived(response)
        if let sink = request.sink, (200..<300).contains(response.status) {
            try await receive(answer.body, into: sink, of: exchange, for: &response)
        } else {
            await receive(answer.body, for: &response)
        }
        try Task.checkCancellation()
        response.requestBodyHandedOver = exchange.isHandedOver
        return response
    }

    private func receive(_ body: HTTPClientResponse.Body, for response: inout HTTPResponse) async {
        do {
            for try await chunk in body {
                guard response.body.count + chunk.readableBytes <= configuration.responseLimit else {
                    response.completeness = .tooLarge
                    return
                }
                response.body.append(contentsOf: chunk.readableBytesView)
            }
        } catch {
            response.completeness = .cutOff
        }
    }

    private func receive(
        _ body: HTTPClientResponse.Body, into sink: ByteSink, of exchange: Exchange, for response: inout HTTPResponse
    ) async throws {
        try exchange.locally { try sink.begin() }
        var chunks = body.makeAsyncIterator()
        while true {
            let chunk: ByteBuffer?
            do {
                chunk = try await chunks.next()
            } catch {
                response.completeness = .cutOff
                return
            }
            guard let chunk else { return }
            try exchange.locally { try sink.write(Array(chunk.readableBytesView)) }
            exchange.progressed()
        }
    }
}
