import ApiClients
import TestSupport
import Testing

/// The table "Retry and settle": each outcome for a read, a repeatable write and a create.
struct RetryTableTests {
    /// One way in which an attempt can end.
    struct Outcome: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let answer: ScriptedAnswer

        init(_ name: String, _ answer: ScriptedAnswer) {
            testDescription = name
            self.answer = answer
        }
    }

    static let harmless = [
        Outcome("nothing was sent", .notSent), Outcome("429", .json(429, "{}")), Outcome("429 as HTML", .html(429)),
        Outcome(
            "body not handed over", .failure(TransportFailure(.closed, "reset", requestHandedOver: false))),
    ]
    static let ambiguous = [
        Outcome("500", .json(500, #"{"message":"oops"}"#)), Outcome("502 HTML", .html(502)),
        Outcome("503", .json(503, "{}")), Outcome("504", .json(504, "{}")), Outcome("reset", .reset),
        Outcome("attempt time-out", .timedOut), Outcome("HTML where JSON was due", .html(200)),
        Outcome("wrong JSON", .json(200, #"{"unexpected":true}"#)), Outcome("truncated JSON", .json(200, #"{"short"#)),
        Outcome("cut off", .success(HTTPResponse(status: 200, completeness: .cutOff))),
    ]

    private let name = try? ShortName("abc")
    private let created = ScriptedAnswer.json(200, Link.json("abc"))

    private func create(_ answers: [ScriptedAnswer]) async throws -> (Link, [String]) {
        let fixture = Fixture(answers)
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"), as: .given(try #require(name)))
        let link = try await fixture.clock.run { try await client.perform(intent) }
        return (link, fixture.transport.requests.map(\.method.rawValue))
    }

    private func createError(_ answers: [ScriptedAnswer]) async throws -> (ApiError, [String]) {
        let fixture = Fixture(answers)
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"), as: .given(try #require(name)))
        let error = try await fixture.failure { try await client.perform(intent) }
        return (error, fixture.transport.requests.map(\.method.rawValue))
    }

    @Test(arguments: harmless + ambiguous)
    func aReadIsSentAgain(_ outcome: Outcome) async throws {
        let fixture = Fixture([outcome.answer, outcome.answer, Link.page([Link.json("abc")])])
        let client = try fixture.links()
        let page = try await fixture.clock.run { try await client.list() }
        #expect(page.urls.map(\.shortUrl) == ["abc"])
        #expect(fixture.transport.requests.count == 3)
    }

    @Test(arguments: harmless + ambiguous)
    func anUpdateIsSentAgain(_ outcome: Outcome) async throws {
        let fixture = Fixture([outcome.answer, created])
        let client = try fixture.links()
        let intent = try client.prepareUpdate(try #require(name), LinkChanges(state: .active))
        let link = try await fixture.clock.run { try await client.perform(intent) }
        #expect(link.shortUrl == "abc")
        #expect(fixture.transport.requests.map(\.method) == [.patch, .patch])
    }

    @Test(arguments: harmless)
    func aCreateThatWasNotExecutedIsSentAgain(_ outcome: Outcome) async throws {
        let (link, methods) = try await create([outcome.answer, created])
        #expect(link.existing == false)
        #expect(methods == ["POST", "POST"])
    }

    @Test(arguments: ambiguous)
    func aCreateInDoubtThatHappenedIsNotSentAgain(_ outcome: Outcome) async throws {
        let (link, methods) = try await create([outcome.answer, Link.page([Link.json("abc")])])
        #expect(link.shortUrl == "abc")
        #expect(methods == ["POST", "GET"])
    }

    @Test(arguments: ambiguous)
    func aCreateInDoubtThatDidNotHappenIsSentAgain(_ outcome: Outcome) async throws {
        let (_, methods) = try await create([outcome.answer, Link.page([]), created])
        #expect(methods == ["POST", "GET", "POST"])
    }

    @Test func aLookThatFailsIsRepeatedBeforeAnythingElse() async throws {
        let (_, methods) = try await create([.reset, .reset, .html(502), Link.page([]), created])
        #expect(methods == ["POST", "GET", "GET", "GET", "POST"])
    }

    @Test(arguments: [400, 402, 404, 409, 422])
    func otherRefusalsAreErrorsAtOnce(status: Int) async throws {
        let (error, methods) = try await createError([.json(status, #"{"message":"no"}"#), Link.page([])])
        #expect(error.kind == [404: .notFound, 409: .conflict][status] ?? .rejected)
        #expect(error.status == status)
        // A conflict could be with our own link, which takes a look.
        #expect(methods == (status == 409 ? ["POST", "GET"] : ["POST"]))
    }

    @Test func aRefusalAfterADoubtIsSettledByAnotherLook() async throws {
        let uniqueness = ScriptedAnswer.json(400, #"{"message":"Validation error"}"#)
        let (link, methods) = try await create([.reset, Link.page([]), uniqueness, Link.page([Link.json("abc")])])
        #expect(link.shortUrl == "abc")
        #expect(methods == ["POST", "GET", "POST", "GET"])
        let (error, _) = try await createError([.reset, Link.page([]), uniqueness, Link.page([])])
        #expect(error.kind == .rejected)
        #expect(error.message == "Validation error")
        #expect(error.inDoubt == false)
    }

    @Test func aRefusedKeyAfterADoubtIsNotLookedInto() async throws {
        let (error, methods) = try await createError([
            .reset, Link.page([]), .json(401, #"{"message":"Unauthorized"}"#),
        ])
        #expect(error.kind == .auth)
        #expect(methods == ["POST", "GET", "POST"])
    }

    @Test func aKeyRefusedDuringTheLookLeavesTheDoubtOpen() async throws {
        let (error, _) = try await createError([.reset, .json(401, #"{"message":"Invalid API Key"}"#)])
        #expect(error.kind == .auth)
        #expect(error.stopsRun)
        #expect(error.inDoubt)
    }

    @Test func outOfTimeInDoubtIsUncertainNeverFailed() async throws {
        let fixture = Fixture { _, _ in throw TransportFailure(.closed, "connection reset", requestHandedOver: true) }
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"))
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.kind == .uncertain)
        #expect(error.inDoubt)
        #expect(
            error.message
                == "the outcome is unknown: connection reset; gave up after 2 min")
        #expect(error.hint == "Check at the service whether it was done before you repeat it.")
        #expect(fixture.transport.requests.map(\.method).filter { $0 == .post }.count == 1)
    }

    @Test func aShortCallInDoubtStillLooksOnce() async throws {
        let found = Fixture([.timedOut, Link.page([Link.json("abc")])])
        let client = try found.links()
        let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"), as: .given(try #require(name)))
        let link = try await found.clock.run {
            try await client.perform(intent, within: TimeAllowed(.milliseconds(100)))
        }
        #expect(link.shortUrl == "abc")

        let missing = Fixture([.timedOut, Link.page([])])
        let other = try missing.links()
        let error = try await missing.failure {
            try await other.perform(intent, within: TimeAllowed(.milliseconds(100)))
        }
        #expect(error.kind == .uncertain)
        #expect(missing.transport.requests.map(\.method) == [.post, .get])
    }

    @Test func outOfTimeWithoutDoubtKeepsTheKind() async throws {
        let fixture = Fixture { _, _ in throw TransportFailure(.notSent, "cannot connect", requestHandedOver: false) }
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"))
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.kind == .unreachable)
        #expect(error.message == "cannot connect; gave up after 2 min")
        #expect(error.description == "links.create: cannot connect; gave up after 2 min")
        #expect(error.attempts == fixture.transport.requests.count)
        #expect(fixture.clock.now.sinceStart <= .seconds(120))
        #expect(error.stopsRun == false)
        #expect(error.inDoubt == false)
    }

    @Test func cancellingARequestUnderWayLeavesTheDoubtOpen() async throws {
        let fixture = Fixture { _, _ in
            throw CancellationError()
        }
        let client = try fixture.links()
        let intent = try client.prepareCreate(LongURL("https://www.example.sg/a"))
        let error = try await fixture.failure { try await client.perform(intent) }
        #expect(error.kind == .cancelled)
        #expect(error.inDoubt)
        let list = try await fixture.failure { try await client.list() }
        #expect(list.kind == .cancelled)
        #expect(list.inDoubt == false)
    }

    @Test func unableToEditIsTriedTwiceMore() async throws {
        let failing = ScriptedAnswer.json(400, #"{"message":"Unable to edit short link \"abc\""}"#)
        let fixture = Fixture([failing, failing, .json(200, Link.json("abc", state: "INACTIVE"))])
        let client = try fixture.links()
        let intent = try client.prepareUpdate(try #require(name), LinkChanges(state: .inactive))
        _ = try await fixture.clock.run { try await client.perform(intent) }
        #expect(fixture.transport.requests.count == 3)

        let other = Fixture([failing, failing, failing])
        let otherClient = try other.links()
        let error = try await other.failure { try await otherClient.perform(intent) }
        #expect(error.kind == .rejected)
        #expect(error.message == #"Unable to edit short link "abc""#)
        #expect(other.transport.requests.count == 3)
    }

    @Test func redirectsAreErrors() async throws {
        let (error, methods) = try await createError([
            .success(HTTPResponse(status: 302, headers: HeaderFields([("Location", "https://evil.example/?k=1")])))
        ])
        #expect(error.kind == .rejected)
        #expect(error.message == "GoGovSG answered with a redirect, which is not followed")
        #expect(methods == ["POST"])
    }

    @Test func aRefusedKeyStopsTheRun() async throws {
        let (error, _) = try await createError([.json(401, #"{"message":"Invalid API Key"}"#)])
        #expect(error.kind == .auth)
        #expect(error.stopsRun)
        #expect(error.message == "GoGovSG did not accept the key: Invalid API Key")
        let (forbidden, _) = try await createError([.json(403, #"{"message":"Forbidden"}"#)])
        #expect(forbidden.kind == .permission)
        #expect(forbidden.stopsRun)
    }
}
