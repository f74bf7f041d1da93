@testable import ApiClients
import TestSupport
import Testing

/// Writes that may have been done: what is sent after them, and what is not.
struct DoubtTests {
    private static let target = "https://www.example.sg/a"

    private static let taken = ScriptedAnswer.json(
        400, #"{"message":"Short link is already used.","type":"ShortUrlError"}"#)

    @Test(arguments: [false, true])
    func noOtherNameIsDrawnAfterADoubt(isResumed: Bool) async throws {
        let fixture = Fixture((isResumed ? [] : [.reset, Link.page([])]) + [Self.taken, Link.page([])])
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL(Self.target))
        let error = try await fixture.failure { try await client.perform(intent, wasInDoubt: isResumed) }
        #expect(error.kind == .uncertain)
        #expect(error.inDoubt)
        #expect(fixture.transport.requests.count { $0.method == .post } == (isResumed ? 1 : 2))
    }

    @Test func theSlowTwinOfAResumedCreateIsFound() async throws {
        let twin = ScriptedAnswer.json(400, #"{"message":"Validation error"}"#)
        let fixture = Fixture([twin, Link.page([Link.json("abc")])])
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL(Self.target), as: .given(ShortName("abc")))
        let link = try await fixture.clock.run { try await client.perform(intent, wasInDoubt: true) }
        #expect(link.shortUrl == "abc")
    }

    @Test func aGenericConflictDrawsNoOtherName() async throws {
        let fixture = Fixture([.json(409, #"{"message":"try later"}"#), Link.page([])])
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL(Self.target))
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.kind == .conflict)
        #expect(fixture.transport.requests.map(\.method) == [.post, .get])
    }

    @Test func anUpdateWithoutAnAnswerIsInDoubt() async throws {
        let fixture = Fixture { request, _ in
            if request.method == .get { return try Link.page([Link.json("abc")]).get() }
            throw TransportFailure(.timedOut, "no answer within 2 s", requestHandedOver: true)
        }
        let client = try fixture.links()
        let intent = try client.prepareUpdate(ShortName("abc"), LinkChanges(state: .inactive))
        let error = try await fixture.failure { try await client.perform(intent, within: TimeAllowed(.seconds(2))) }
        #expect(error.kind == .uncertain)
        #expect(error.inDoubt)
        #expect(fixture.transport.requests.last?.method == .get)
    }

    @Test(arguments: [(true, 2), (false, 30)])
    func aLaterUpdateWaitsUntilTheEarlierOneCannotArrive(wasReset: Bool, seconds: Int) async throws {
        let fixture = Fixture { request, number in
            if request.method == .get { return try Link.page([Link.json("abc")]).get() }
            guard number > 1 else {
                throw TransportFailure(
                    .timedOut, "no answer", requestHandedOver: true, evidence: ExchangeEvidence(wasReset: wasReset))
            }
            return try ScriptedAnswer.json(200, Link.json("abc", "https://www.example.sg/b")).get()
        }
        let client = try fixture.links()
        let clock = fixture.clock
        let first = try client.prepareUpdate(ShortName("abc"), LinkChanges(longUrl: LongURL(Self.target + "1")))
        let second = try client.prepareUpdate(
            ShortName("abc"), LinkChanges(longUrl: LongURL("https://www.example.sg/b")))
        let short = try await clock.run {
            await #expect(throws: ApiError.self) {
                try await client.perform(first, within: TimeAllowed(.milliseconds(100)))
            }
            let short = await #expect(throws: ApiError.self) {
                try await client.perform(second, within: TimeAllowed(.seconds(1)))
            }
            _ = try await client.perform(second)
            return short
        }
        #expect(short?.kind == .timeout)
        #expect(short?.inDoubt == false)
        #expect(clock.now.sinceStart == .seconds(seconds))
        #expect(fixture.transport.requests.map(\.method) == [.patch, .get, .patch])
    }
}
