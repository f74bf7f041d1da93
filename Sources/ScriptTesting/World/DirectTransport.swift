import ApiClients
import ApiEmulator
import Synchronization
import Timekeeping

/// A request that reached a test's services.
package struct TestExchange: Sendable, Hashable {
    package var method: String
    /// Path and query: `/go/api/v1/urls?limit=1`.
    package var target: String
    /// The body, if it is text.
    package var body: String
    /// When it arrived, since the start of the world.
    package var arrival: Duration
    /// What was answered; nil as long as nothing was, and where the connection was closed.
    package var status: Int?
}

/// Sends requests to an emulator by calls, and knows no other host.
struct DirectTransport: Sendable {
    let emulator: EmulatorServer
    /// Where exchanges run: what a client has given up may still be done.
    let services: VirtualLane
    /// Is told of each request when it arrives, and numbers it.
    let arrived: @Sendable (TestExchange) -> Int
    let answered: @Sendable (_ number: Int, _ status: Int?) -> Void

    var transport: Transport { Transport { try await send($0) } }

    private static let origin = "http://\(EmulatorServer.directHost)"

    private func send(_ request: HTTPRequest) async throws(TransportFailure) -> HTTPResponse {
        guard request.url.hasPrefix(Self.origin + "/") else {
            throw TransportFailure(
                .notSent, "a test reaches its own services only", requestHandedOver: false, isPermanent: true)
        }
        let direct = try Self.direct(request)
        if request.mayLeave?() == false {
            throw TransportFailure(.notSent, "it must not leave any more", requestHandedOver: false)
        }
        let answer = try await exchange(
            direct, limit: request.limit.map { min($0, request.timeout) } ?? request.timeout)
        var response = HTTPResponse(
            status: answer.status, headers: HeaderFields(answer.headers.map { ($0.name, $0.value) }), body: answer.body,
            completeness: answer.isWhole ? .complete : .cutOff, evidence: ExchangeEvidence(handedOver: .whole))
        guard let sink = request.sink, (200..<300).contains(answer.status) else { return response }
        do {
            try sink.accept?(answer.status)
            try sink.write(answer.body)
        } catch {
            throw TransportFailure(
                .local, "\(error)", requestHandedOver: true, cause: error as? ApiError,
                evidence: ExchangeEvidence(handedOver: .whole))
        }
        response.body = []
        return response
    }

    private static func direct(_ request: HTTPRequest) throws(TransportFailure) -> DirectRequest {
        var body: [UInt8] = []
        do {
            try request.sink?.begin()
            switch request.body {
            case .none: break
            case .bytes(let bytes): body = bytes
            case .file(let file):
                let reader = FileBody.Reader(file)
                while let chunk = try reader.next() {
                    body += chunk
                    file.progress?(Int64(body.count))
                }
            }
        } catch {
            throw TransportFailure(.local, "\(error)", requestHandedOver: false, cause: error as? ApiError)
        }
        return DirectRequest(
            request.method.rawValue, String(request.url.dropFirst(origin.count)), authority: EmulatorServer.directHost,
            headers: request.headers.fields.map { (name: $0.name, value: $0.value) }, body: body)
    }

    private enum End: Sendable {
        case answer(DirectAnswer?)
        case timeout, cancelled
    }

    /// The answer, or what comes before it: the time limit, or the end of the client's task.
    private func exchange(_ request: DirectRequest, limit: Duration) async throws(TransportFailure) -> DirectAnswer {
        let end = FirstResult<End>()
        let timer = Task(executorPreference: services) {
            try await services.sleep(until: services.now + limit)
            end.comes(.timeout)
        }
        Task(executorPreference: services) {
            let number = arrived(
                TestExchange(
                    method: request.method, target: request.target,
                    body: String(validating: request.body, as: UTF8.self) ?? "",
                    arrival: services.now - VirtualTime.Instant(count: 0)))
            let answer = await emulator.exchange(request)
            answered(number, answer?.status)
            end.comes(.answer(answer))
        }
        let first = await withTaskCancellationHandler {
            await end.value
        } onCancel: {
            end.comes(.cancelled)
        }
        timer.cancel()
        let whole = ExchangeEvidence(handedOver: .whole, wasReset: true)
        switch first {
        case .answer(let answer?): return answer
        case .answer(nil):
            throw TransportFailure(.closed, "the connection was closed", requestHandedOver: true, evidence: whole)
        case .timeout:
            throw TransportFailure(
                .timedOut, "no answer within \(limit.inWords)", requestHandedOver: true, evidence: whole)
        case .cancelled:
            throw TransportFailure(.cancelled, "cancelled", requestHandedOver: true, evidence: whole)
        }
    }
}
