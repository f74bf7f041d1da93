import DurableRuns
import Facts
import Testing

/// A step whose function is called once.
struct OnceTests {
    private let fixture = RunsFixture()

    private func find(_ item: ActiveItem, mustNotRepeat: Bool = false) throws -> (OnceStep, OnceStep.Knowledge) {
        let found = try #require(
            try OnceStep.find("n", arguments: [1], mustNotRepeat: mustNotRepeat, in: item, at: "0"))
        return (found.step, found.knowledge)
    }

    /// Runs the body with the item `a`, which is left as by a kill.
    private func inItem(_ body: (ActiveItem) async throws -> Void) async throws {
        let run = try fixture.open()
        defer { run.close() }
        try await body(try #require(try run.begin("a")))
    }

    @Test func aRecordedResultIsKnown() async throws {
        try await inItem { item in
            let (step, knowledge) = try find(item)
            #expect(knowledge == .call)
            try await step.record(results: "[1]")
            #expect(try find(item).1 == .done(results: "[1]"))
        }
        try await inItem { item in
            let knowledge = try find(item).1
            #expect(knowledge == .done(results: "[1]"))
        }
    }

    @Test func aFunctionThatWasCutOffIsCalledAgain() async throws {
        try await inItem { _ = try find($0) }
        try await inItem { item in
            let knowledge = try find(item).1
            #expect(knowledge == .call)
        }
    }

    @Test func aFunctionThatMustNotRepeatIsUncertain() async throws {
        try await inItem { item in
            let (step, knowledge) = try find(item, mustNotRepeat: true)
            #expect(knowledge == .callOnce)
            try await step.intend()
        }
        try await inItem { item in
            let (step, knowledge) = try find(item, mustNotRepeat: true)
            #expect(knowledge == .cutOff)
            let error = try await step.doubt()
            #expect(error.message == "bulk.once: \"n\" was started, and its outcome is unknown: bulk.once")
        }
    }

    @Test func aFunctionThatFailedMayBeCalledAgain() async throws {
        try await inItem { item in
            let (step, _) = try find(item, mustNotRepeat: true)
            try await step.intend()
            try await step.refuse(.of(.rejected))
        }
        try await inItem { item in
            let knowledge = try find(item, mustNotRepeat: true).1
            #expect(knowledge == .callOnce)
        }
    }

    @Test func aDryRunRecordsNoStep() throws {
        let run = try fixture.open(fixture.registry(isDryRun: true))
        let item = try #require(try run.begin("a"))
        #expect(try OnceStep.find("n", arguments: [1], mustNotRepeat: true, in: item, at: "0") == nil)
    }
}
