@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing

/// After a 401 nothing leaves, whatever the other tasks of the process are waiting for.
struct RefusedKeyTests {
    private static func done(_ request: HTTPRequest) throws -> HTTPResponse {
        guard case .bytes(let bytes) = request.body else { return try Link.page([]).get() }
        let body = try JSONDecoder().decode([String: String].self, from: Data(bytes))
        let name = body["shortUrl"] ?? String(request.url.split(separator: "/").last ?? "")
        let target = body["longUrl"] ?? "https://www.example.sg/a"
        return try ScriptedAnswer.json(200, Link.json(name, target, state: body["state"] ?? "ACTIVE")).get()
    }

    /// Tasks that wait for slots, for the end of a pause, for a look, and for an earlier update of the same link.
    @Test(arguments: [LinksService.limits, PacingLimits(50), PacingLimits(1, strict: true), .unpaced], 1...5)
    func nothingLeavesWhateverATaskWaitsFor(limits: PacingLimits, second: Int) async throws {
        let clock = Shared<VirtualClock?>(nil)
        let refusedAt = Shared<Duration?>(nil)
        let late = Shared(0)
        let fixture = Fixture { request, number in
            guard let clock = clock.value else { throw ApiError(.internal, "no clock") }
            if let refusedAt = refusedAt.value, clock.now.sinceStart > refusedAt { _ = late.next() }
            try await clock.sleep(for: .milliseconds(20))
            let now = clock.now.sinceStart
            if now >= .seconds(second) {
                refusedAt.change { $0 = $0 ?? now }
                return try ScriptedAnswer.json(401, #"{"message":"Invalid API Key"}"#).get()
            }
            switch number % 5 {
            case 0: return try ScriptedAnswer.html(503).get()
            case 1:
                try await clock.sleep(for: .milliseconds(200))
                throw TransportFailure(.timedOut, "no answer in time", requestHandedOver: true)
            case 2: throw TransportFailure(.notSent, "cannot connect", requestHandedOver: false)
            default: return try Self.done(request)
            }
        }
        clock.change { $0 = fixture.clock }
        let client = try fixture.links(limits: limits)
        let errors = Shared<[ApiError]>([])
        try await fixture.clock.run {
            await withTaskGroup(of: Void.self) { group in
                for task in 0..<60 {
                    group.addTask {
                        do {
                            switch task % 3 {
                            case 0:
                                let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"))
                                _ = try await client.perform(intent)
                            case 1:
                                let target = try LongURL("https://www.example.sg/\(task)")
                                let intent = try client.prepareUpdate(ShortName("abc"), LinkChanges(longUrl: target))
                                _ = try await client.perform(intent)
                            default:
                                while true { _ = try await client.list() }
                            }
                        } catch let error as ApiError {
                            errors.change { $0.append(error) }
                        } catch {}
                    }
                }
            }
        }
        #expect(refusedAt.value != nil)
        #expect(late.value == 0)
        #expect(errors.value.count { $0.kind == .auth && $0.stopsRun } >= 20)
    }

    /// A key that a person has replaced meanwhile may be tried by a new call: once.
    @Test func aCallThatBeginsLaterMayTry() async throws {
        let fixture = Fixture([.json(401, "{}"), .json(401, "{}")])
        let client = try fixture.links(limits: LinksService.limits)
        for _ in 0..<2 {
            let error = try await fixture.failure { try await client.list() }
            #expect(error.kind == .auth)
        }
        #expect(fixture.transport.requests.count == 2)
    }
}
