import DurableRuns
import Facts
import LeaseSupport
import RunJournal
import Testing

/// A run that hosts share, whose last records may have been lost together with a host and a server: what is not
/// recorded may have been sent.
struct LossyRunTests {
    private var fixture = RunsFixture()

    init() {
        let runs = MemorySharedRuns()
        runs.now.mayLackRows = true
        fixture.shared = runs
    }

    /// Has the item `a` make a write, and finishes it unless that throws.
    private func pass(
        _ service: FakeService, traits: WriteTraits = WriteTraits()
    ) async throws -> String {
        let run = try fixture.open()
        defer { run.close() }
        let item = try #require(try run.begin("a"))
        do {
            let result = try await item.perform(service.write(traits: traits), at: "0")
            _ = try run.finish(item, .returned("1"))
            return result
        } catch {
            _ = try run.finish(
                item, .raised(RecordedError((error as? ScriptError) ?? ScriptError(.internal, "\(error)"))))
            throw error
        }
    }

    @Test func aWriteIsLookedUpBeforeItIsSent() async throws {
        let service = FakeService(settling: [.notHappened])
        #expect(try await pass(service) == "done")
        #expect(service.log == [#"look {"path":"1"}"#, #"send {"path":"1"} in doubt"#])
    }

    @Test func aWriteThatHasHappenedIsNotSentAgain() async throws {
        let service = FakeService(settling: [.happened("earlier")])
        #expect(try await pass(service) == "earlier")
        #expect(service.log == [#"look {"path":"1"}"#])
    }

    /// It is listed, and sent when a person has said that it did not happen.
    @Test func aWriteOfWhichNothingCanBeToldIsUncertain() async throws {
        let service = FakeService(settling: [.unknown("it cannot be told")])
        let error = await #expect(throws: ScriptError.self) { try await pass(service) }
        #expect(error?.kind == .uncertain)
        #expect(service.log == [#"look {"path":"1"}"#])
        let journal = try fixture.registry().place().store.open(RunIdentity(profile: "test", name: "x"))
        try await journal.resolve("a", .redo)
        try journal.close()
        #expect(try await pass(service) == "done")
        #expect(service.log.dropFirst() == [#"send {"path":"1"}"#])
    }

    /// To do it twice makes no difference.
    @Test func aRepeatableWriteIsSentAtOnce() async throws {
        let service = FakeService()
        var traits = WriteTraits()
        traits.isRepeatable = true
        #expect(try await pass(service, traits: traits) == "done")
        #expect(service.log == [#"send {"path":"1"}"#])
    }

    @Test func aFunctionThatMustNotRepeatIsUncertain() async throws {
        let run = try fixture.open()
        let item = try #require(try run.begin("a"))
        let (once, knowledge) = try #require(
            try OnceStep.find("n", arguments: [1], mustNotRepeat: true, in: item, at: "0"))
        #expect(knowledge == .cutOff)
        #expect(try await once.doubt().kind == .uncertain)
        _ = try run.finish(item, .raised(RecordedError(ScriptError(.uncertain, "unknown"))))
        run.close()
        #expect(try fixture.states() == ["a": .uncertain])
    }
}
