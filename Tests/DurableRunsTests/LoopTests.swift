import DurableRuns
import Facts
import RunJournal
import Synchronization
import Testing

/// What the loop begins, what it skips and why, and what an ending means.
struct LoopTests {
    private let fixture = RunsFixture()

    @Test func whatIsDoneIsSkipped() throws {
        #expect(
            try fixture.pass(["a", "b"]) == ["ended a: done ", "ended b: done ", "finished whole", "closed"])
        #expect(
            try fixture.pass(["a", "b", "c"])
                == ["skipped a: done", "skipped b: done", "ended c: done ", "finished whole", "closed"])
    }

    @Test(arguments: [
        (RunOptions.ChangeHandling.warn, ["skipped a: changed"]), (.skip, ["skipped a: done"]),
        (.redo, ["ended a: done "]),
    ])
    func aChangedItemIsTreatedAsTheOptionSays(_ handling: RunOptions.ChangeHandling, _ events: [String]) throws {
        try fixture.pass(["a"])
        #expect(
            try fixture.pass(["a"], digest: 2) { $0.onChange = handling } == events + ["finished whole", "closed"])
    }

    @Test func aChangeDoesNotShowWhereTheContentIsTheKey() throws {
        try fixture.pass(["a"])
        let events = try fixture.pass(["a"], digest: 2) {
            $0.onChange = .redo
            $0.hasKeys = false
        }
        #expect(events.first == "skipped a: done")
    }

    @Test func anItemThatIsDoneAgainHasItsLastResult() throws {
        try fixture.pass(["a"], .returned("{\"n\":1}"))
        let run = try fixture.open { $0.onChange = .redo }
        let item = try #require(try run.begin("a", digest: 2))
        #expect(item.isAgain)
        #expect(item.previous == "{\"n\":1}")
        // Until it is done again.
        _ = try run.finish(item, .raised(.of(.rejected)))
        run.close()
        let resumed = try #require(try fixture.open().begin("a", digest: 2))
        #expect(resumed.isAgain)
        #expect(resumed.previous == "{\"n\":1}")
    }

    @Test func aFailureIsRetriedUnlessNothingHasChanged() throws {
        let fault = RecordedError(text: #"{"kind":"data","message":"bad","program":"p1"}"#)
        try fixture.pass(["a"], .raised(fault))
        #expect(try fixture.pass(["a"]).first == "skipped a: notRetried")
        #expect(try fixture.pass(["a"], program: "p2", .raised(fault)).first == "ended a: failed bad")
        #expect(try fixture.pass(["a"], digest: 2).first == "ended a: done ")
        try fixture.pass(["b"], .raised(.of(.rejected)))
        #expect(try fixture.pass(["b"]).first == "ended b: done ")
    }

    @Test func aKeyComesOnce() throws {
        let run = try fixture.open()
        defer { run.close() }
        _ = try run.begin("a")
        let error = #expect(throws: ScriptError.self) { try run.begin("a") }
        #expect(error?.kind == .data)
        #expect(error?.message == "bulk.each: duplicate key \"a\" (x.csv:2 and x.csv:2)")
    }

    @Test func theSameContentTwiceIsTwoItems() throws {
        let run = try fixture.open()
        for _ in 1...3 {
            guard case .work(let item) = try run.take(digest: [0x0a], key: nil, place: "x.csv:2") else {
                Issue.record("each is an item")
                return
            }
            _ = try run.finish(item, .returned("1"))
        }
        run.close()
        #expect(try fixture.states() == ["0a": .done, "0a#2": .done, "0a#3": .done])
    }

    @Test(
        arguments: [
            (ItemEnding.returned("1"), false, false, ItemState.done),
            (.raised(.of(.rejected)), false, false, .failed),
            (.raised(.of(.uncertain)), false, false, .uncertain),
            (.raised(RecordedError(text: #"{"message":"x"}"#)), false, false, .failed),
            (.returnedUnrecordable(.of(.data)), false, false, .failed),
            (.raised(.of(.cancelled)), false, false, .failed),
            (.raised(.of(.cancelled)), true, true, nil),
            (.raised(.of(.auth, stopsRun: true)), false, true, nil),
        ] as [(ItemEnding, Bool, Bool, ItemState?)])
    func anEndingMeansOneThing(_ ending: ItemEnding, stopping: Bool, endsRun: Bool, state: ItemState?) throws {
        let run = try fixture.open()
        let item = try #require(try run.begin("a"))
        if stopping { fixture.stop.set() }
        #expect(try run.finish(item, ending) == endsRun)
        run.close()
        #expect(try fixture.states()["a"] == state)
    }

    @Test func tooManyFailuresEndTheRun() throws {
        let run = try fixture.open { $0.maxFailures = 1 }
        for key in ["a", "b"] {
            let item = try #require(try run.begin(key))
            if key == "a" {
                _ = try run.finish(item, .raised(.of(.rejected)))
                continue
            }
            let error = #expect(throws: ScriptError.self) { try run.finish(item, .raised(.of(.rejected))) }
            #expect(error?.message == "x: stopped after 2 failures")
            #expect(error?.hint == "See show x. Run the same command again to resume.")
        }
        run.close()
        #expect(try fixture.states() == ["a": .failed, "b": .failed])
    }

    @Test func aRowThatCannotBeAnItemFailsUnderItsPlace() throws {
        let run = try fixture.open()
        let problem = RecordedError(text: #"{"kind":"script","message":"no key"}"#)
        #expect(try run.fail(digest: [1], place: "x.csv:9", problem, isListed: true))
        #expect(try !run.fail(digest: [2], place: "x.csv:10", .of(.auth), isListed: false))
        #expect(run.counts.kinds == ["data": 1])
        run.close()
        #expect(try fixture.states() == ["(x.csv:9)": .failed])
        let strict = try fixture.open { $0.stopsAtBadRow = true }
        defer { strict.close() }
        #expect(try !strict.fail(digest: [1], place: "x.csv:11", problem, isListed: true))
    }

    @Test func aSingleRunSaysWhyItsResultIsNotRecorded() throws {
        let run = try fixture.open { $0.isSingle = true }
        defer { run.close() }
        let item = try #require(try run.begin("x"))
        let error = #expect(throws: ScriptError.self) {
            try run.finish(item, .returnedUnrecordable(.of(.data, "the result cannot be recorded")))
        }
        #expect(error?.message == "x: the result cannot be recorded")
    }

    @Test func whatAListenerThrowsEndsTheRun() throws {
        struct Full: Error {}
        let registry = fixture.registry()
        let run = try registry.open(
            "x", RunOptions(),
            listeners: [{ _, event in if case .ended = event { throw Full() } }])
        let item = try #require(try run.begin("a"))
        #expect(throws: Full.self) { try run.finish(item, .returned("1")) }
        run.close()
        #expect(try fixture.states() == ["a": .done], "it is recorded before it is told")
    }

    @Test func anItemThatIsGoneLeavesTheCounts() throws {
        try fixture.pass(["a", "b"], .raised(.of(.rejected)))
        try fixture.pass(["a"])
        let place = try fixture.registry().place()
        #expect(try place.store.reader(place.identity("x"))?.summary().items == [.done: 1])
    }

    @Test func aDryRunRecordsNothing() throws {
        let run = try fixture.open(fixture.registry(isDryRun: true))
        let item = try #require(try run.begin("a"))
        _ = try run.finish(item, .returned("1"))
        #expect(run.counts.done == 1)
        run.close()
        #expect(try fixture.states() == [:])
    }

    /// A task is of the item whose function's task it descends from.
    @Test func tasksBelongToItems() throws {
        let registry = fixture.registry()
        let run = try fixture.open(registry)
        defer { run.close() }
        let item = try #require(try run.begin("a"))
        #expect(registry.item(at: "0.a")?.path == "0")
        #expect(registry.item(at: "0.a.2.1")?.path == "0.2.1")
        #expect(registry.item(at: "0.ab") == nil)
        #expect(registry.item(at: "0") == nil)
        _ = try run.finish(item, .returned("1"))
        #expect(registry.item(at: "0.a") == nil)
    }
}
