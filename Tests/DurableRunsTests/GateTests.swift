import DurableRuns
import Facts
import RunJournal
import Testing

/// Intent on the disk, request, answer, record; a write that may have been sent is looked up first.
struct GateTests {
    private let fixture = RunsFixture()
    private static let intent = #"{"path":"1"}"#

    /// A pass of the item `a`: its function makes the writes; the run is left as by a kill unless it ends.
    private func pass(
        _ service: FakeService, _ writes: [RecordableWrite<String>]? = nil, digest: UInt8 = 1,
        ends ending: ItemEnding? = nil, _ change: (inout RunOptions) -> Void = { _ in }
    ) async throws -> [Result<String, any Error>] {
        let run = try fixture.open(nil, change)
        defer { run.close() }
        let item = try #require(try run.begin("a", digest: digest))
        var results: [Result<String, any Error>] = []
        for write in writes ?? [service.write()] {
            do {
                results.append(.success(try await item.perform(write, at: "0")))
            } catch {
                results.append(.failure(error))
            }
        }
        if let ending { _ = try run.finish(item, ending) }
        return results
    }

    private func state() throws -> StepState? {
        let place = try fixture.registry().place()
        return try place.store.reader(place.identity("x"))?.steps(ofItem: 1).last?.state
    }

    @Test func theIntentIsOnTheDiskBeforeTheRequest() async throws {
        let service = FakeService(onSend: { [self] in
            let now = try state()
            #expect(now == .intended)
        })
        #expect(try await pass(service)[0].get() == "done")
        #expect(service.log == ["send \(Self.intent)"])
        #expect(try state() == .done)
    }

    @Test func whatIsDoneIsNotSentAgain() async throws {
        let service = FakeService([.ok("first")])
        _ = try await pass(service)
        #expect(try await pass(service)[0].get() == "first")
        #expect(service.log == ["send \(Self.intent)"])
    }

    @Test(
        arguments: [
            (Settlement.happened("was made"), ["look"], "was made", StepState.done),
            (.notHappened, ["look", "send in doubt"], "done", .done),
            (.unknown("nothing to see"), ["look"], nil, .uncertain),
        ] as [(Settlement<String>, [String], String?, StepState)])
    func aWriteThatMayHaveBeenSentIsLookedUp(
        _ settlement: Settlement<String>, log: [String], result: String?, state expected: StepState
    ) async throws {
        _ = try await pass(FakeService([.killed]))
        #expect(try state() == .intended)
        let service = FakeService(settling: [settlement])
        let outcome = try await pass(service)[0]
        #expect(service.log.map { $0.replacing(" \(Self.intent)", with: "") } == log)
        #expect(try state() == expected)
        guard let result else {
            let error = #expect(throws: ScriptError.self) { try outcome.get() }
            #expect(error?.kind == .uncertain)
            #expect(error?.message == "link.make: nothing to see: link.make of 1")
            #expect(error?.hint == "Check at the service, then run: resolve x a")
            return
        }
        #expect(try outcome.get() == result)
    }

    @Test(arguments: [
        // Nothing was sent, or a refusal: it may be done again.
        (WriteFailure(kind: .rejected), false, StepState?.some(.refused)),
        (WriteFailure(kind: .unreachable), false, .refused),
        // It may have been done.
        (WriteFailure(kind: .timeout, inDoubt: true), false, .uncertain),
        (WriteFailure(kind: .uncertain), false, .uncertain),
        // A repeated write of which one request may have arrived.
        (WriteFailure(kind: .unreachable), true, .uncertain),
        (WriteFailure(kind: .unreachable, attempts: 0), true, .refused),
        // The next pass looks whether it was done.
        (WriteFailure(kind: .cancelled), false, .intended),
        (WriteFailure(kind: .cancelled), true, .intended),
        // Nothing was done, and every other item would fail alike: as if it had not been begun.
        (WriteFailure(kind: .cancelled, attempts: 0), false, nil),
        (WriteFailure(kind: .cancelled, attempts: 0), true, nil),
        (WriteFailure(kind: .auth, stopsRun: true), false, nil),
        (WriteFailure(kind: .auth, stopsRun: true, attempts: 0), true, nil),
        (WriteFailure(kind: .unreachable, stopsRun: true, attempts: 0), true, nil),
        (WriteFailure(kind: .unreachable, stopsRun: true), true, .uncertain),
        (WriteFailure(kind: .timeout, inDoubt: true, stopsRun: true), false, .intended),
    ])
    func anErrorMeansOneThing(_ error: WriteFailure, isRepeatable: Bool, state expected: StepState?) async throws {
        let service = FakeService([.error(error)])
        let write = service.write(traits: WriteTraits(isRepeatable: isRepeatable))
        await #expect(throws: (any Error).self) { try await pass(service, [write])[0].get() }
        #expect(try state() == expected)
    }

    @Test func aRefusedWriteIsPreparedAgain() async throws {
        let service = FakeService([.error(WriteFailure(kind: .rejected))])
        _ = try await pass(service)
        #expect(try await pass(service)[0].get() == "done")
        #expect(service.log == ["send \(Self.intent)", "send \(Self.intent)"])
    }

    @Test func anItemWithAWriteInDoubtIsUncertainWhateverItsFunctionDoes() async throws {
        let service = FakeService([.error(WriteFailure(kind: .timeout, inDoubt: true))])
        _ = try await pass(service, ends: .returned("1"))
        #expect(try fixture.states() == ["a": .uncertain])
    }

    @Test func aWriteThatNobodyAskedForAgainMakesTheItemUncertain() async throws {
        _ = try await pass(FakeService([.killed]))
        _ = try await pass(FakeService(), [], ends: .returned("1"))
        #expect(try fixture.states() == ["a": .uncertain])
    }

    @Test func anErrorOfEveryItemEndsTheRun() async throws {
        let service = FakeService([.error(WriteFailure(kind: .auth, stopsRun: true))])
        await #expect(throws: WriteFailure.self) { try await pass(service, ends: .returned("1")) }
        #expect(try fixture.states() == [:], "nothing was done of it")
    }

    /// A start that cannot send anything says nothing new of an item, whatever was recorded of it before.
    @Test(
        arguments: [
            (ItemState.done, .returned("7")), (.failed, .raised(.of(.data))), (.uncertain, .raised(.of(.uncertain))),
        ] as [(ItemState, ItemEnding)])
    func aStartThatSendsNothingLeavesAnItemAsItWas(_ before: ItemState, _ ending: ItemEnding) async throws {
        _ = try await pass(FakeService(), [], ends: ending)
        #expect(try fixture.states() == ["a": before])
        for error in [
            WriteFailure(kind: .auth, stopsRun: true, attempts: 0), WriteFailure(kind: .cancelled, attempts: 0),
        ] {
            let service = FakeService([.error(error)])
            _ = try await pass(service, digest: 2) { $0.onChange = .redo }
            #expect(service.log.count == 1)
            #expect(try fixture.states() == ["a": before], "\(error)")
            #expect(try state() == nil)
        }
    }

    /// A write that was recorded by an earlier start may have been sent, whatever this one could do.
    @Test func aWriteInDoubtStaysOneWhenNothingCanBeSent() async throws {
        _ = try await pass(FakeService([.killed]))
        let service = FakeService([.error(WriteFailure(kind: .cancelled, attempts: 0))])
        _ = try await pass(service)
        #expect(try state() == .intended)
        #expect(try fixture.states() == ["a": .pending])
    }

    @Test func nothingIsSentWhenTheScriptIsBeingStopped() async throws {
        fixture.stop.set()
        let service = FakeService()
        let results = try await pass(service, ends: .returned("1"))
        #expect(throws: CancellationError.self) { try results[0].get() }
        #expect(service.log == [])
        #expect(try fixture.states() == [:], "its function did not do what it says")
    }

    @Test func equalWritesAreCounted() async throws {
        let service = FakeService([.ok("one"), .ok("two")])
        for _ in 1...2 {
            let results = try await pass(service, [service.write(), service.write()])
            #expect(try results.map { try $0.get() } == ["one", "two"])
        }
        #expect(service.log.count == 2)
    }

    /// Another write in place of one that was sent would be a second one.
    @Test func anotherWriteInPlaceOfOneThatHappenedIsRefused() async throws {
        _ = try await pass(FakeService([.killed]))
        let service = FakeService(settling: [.happened("first")])
        let error = await #expect(throws: ScriptError.self) { try await pass(service, [service.write(2)])[0].get() }
        #expect(
            error?.message
                == "item \"a\" (x.csv:2): link.make of 1 was done, and now link.make(2) is asked for; it was not sent")
        #expect(service.log == ["look \(Self.intent)"])
    }

    @Test func anotherWriteInPlaceOfOneThatDidNotHappenIsSent() async throws {
        _ = try await pass(FakeService([.killed]))
        let service = FakeService(settling: [.notHappened])
        #expect(try await pass(service, [service.write(2)])[0].get() == "done")
        #expect(service.log == ["look \(Self.intent)", #"send {"path":"2"}"#])
    }

    @Test func aNameBelongsToItsStep() async throws {
        let service = FakeService([.error(WriteFailure(kind: .rejected))])
        for _ in 1...2 { _ = try await pass(service, [service.write(drawsName: true)]) }
        #expect(service.log.count == 2)
        #expect(Set(service.log).count == 1, "the same name, although it was prepared twice")
        #expect(service.log[0] == #"send {"shortUrl":"4:test1:x1:a9:link.make2:go1:11:1 false"}"#)
    }

    /// The link that an item has made stays when the item is done again.
    @Test func anItemThatIsDoneAgainMakesNoSecondLink() async throws {
        let service = FakeService()
        _ = try await pass(service, [service.write(1, drawsName: true)], ends: .returned("1"))
        let again = try await pass(
            service, [service.write(2, drawsName: true), service.write(1, drawsName: true)], digest: 2
        ) { $0.onChange = .redo }
        let error = #expect(throws: ScriptError.self) { try again[0].get() }
        #expect(error?.kind == .conflict)
        #expect(try again[1].get() == "done")
        #expect(service.log.last?.hasSuffix(" true\"}") == true, "it is known to be made before")
    }

    /// The record is open until the last write has ended.
    @Test func aRunClosesAfterItsLastWrite() async throws {
        let events = RunsFixture.Events()
        let run = try fixture.open(events: events)
        let item = try #require(try run.begin("a"))
        let service = FakeService(onSend: {
            run.close()
            #expect(events.all == [])
        })
        #expect(try await item.perform(service.write(), at: "0") == "done")
        #expect(events.all == ["closed"])
        #expect(try state() == .done)
        await #expect(throws: CancellationError.self) { try await item.perform(service.write(2), at: "0") }
    }

    @Test func stepsThatNobodyAskedForAreSettled() async throws {
        _ = try await pass(FakeService([.killed]))
        let registry = fixture.registry()
        registry.register("link.make", at: "go") { intent in
            #expect(intent == Self.intent)
            return .happened("{}")
        }
        let run = try fixture.open(registry)
        let item = try #require(try run.begin("a"))
        #expect(try item.hasUnsettledSteps)
        try await item.settleEarlierSteps()
        #expect(try !item.hasUnsettledSteps)
        _ = try run.finish(item, .returned("1"))
        run.close()
        #expect(try state() == .done)
        #expect(try fixture.states() == ["a": .done])
    }

    /// An upload whose ingestion failed is open again, also when its item is done.
    @Test func aFailedSequelOpensTheItem() async throws {
        let registry = fixture.registry()
        let run = try fixture.open(registry)
        let item = try #require(try run.begin("a"))
        let service = FakeService([.ok("r1")])
        var write = service.write(traits: WriteTraits(hasSequel: true))
        write.encode = { "{\"values\":[{\"receipt\":\"\($0)\"}]}" }
        _ = try await item.perform(write, at: "0")
        _ = try run.finish(item, .returned("1"))
        try await registry.sequelEnded(nil, "r1", ScriptError(.ingestion, "row 3"))
        #expect(registry.hasTrouble)
        run.close()
        #expect(try fixture.states() == ["a": .failed])
        #expect(try state() == .refused)
    }
}
