import ApiClients
import FoundationEssentials
@testable import HostState
import TestSupport
import Testing
import Timekeeping

/// Turns at datasets that two machines share, each with a state directory of its own.
struct SharedTurnTests {
    private static let dataset = "d_00000000000000000000000000000001"

    /// The turns of all machines, in memory.
    private final class Turns: Sendable {
        struct Row {
            var owner: String?
            var text: String?
            var epoch = 0
        }

        let rows = Shared<[String: Row]>([:])
        let isLast = Shared(true)
        private let time: TimeSource

        init(_ time: TimeSource) { self.time = time }

        func store(_ place: String) -> TurnStore {
            TurnStore { [self] subject, end, isNeedless in
                while true {
                    try Task.checkCancellation()
                    let (isMine, row) = rows.change { rows -> (Bool, Row) in
                        var row = rows[subject] ?? Row()
                        let isFree = row.owner == nil
                        if isFree {
                            row.owner = place
                            row.epoch += 1
                        }
                        rows[subject] = row
                        return (isFree, row)
                    }
                    if isMine { return turn(subject, row) }
                    if let text = row.text, isNeedless(text) { return nil }
                    if time.now() >= end { throw SharedTurnFailure.held(place: row.owner ?? "") }
                    try await time.sleep(.seconds(1))
                }
            }
        }

        private func turn(_ subject: String, _ row: Row) -> SharedTurn {
            let isMine: @Sendable () -> Bool = { [rows] in rows.value[subject]?.epoch == row.epoch }
            let confirm: @Sendable () throws -> Void = {
                if !isMine() { throw SharedTurnFailure.overtaken(place: "two, process 1") }
            }
            return SharedTurn(
                found: row.text, isLast: isLast.value && row.text != nil, isUsable: isMine, isOver: { !isMine() },
                store: { [rows] text in if isMine() { rows.change { $0[subject]?.text = text } } },
                confirm: { try confirm() }, confirmNow: confirm,
                giveBack: { [rows] done in
                    if isMine() { rows.change { $0[subject]?.owner = nil } }
                    done()
                })
        }

        /// Takes the turn away from its owner, as when that was silent for too long.
        func takeAway() {
            rows.change { rows in
                for subject in rows.keys {
                    rows[subject]?.owner = nil
                    rows[subject]?.epoch += 1
                }
            }
        }
    }

    /// Two machines on one clock, with boots that differ.
    private struct World {
        let hosts: [SharedHost]
        let turns: Turns
        let states: [HostState]

        init() throws {
            let first = try SharedHost()
            hosts = [first, try SharedHost(sharingClockOf: first)]
            turns = Turns(first.time)
            states = try zip(hosts, ["one", "two"]).map { host, name in try host.state(boot: name) }
            for (state, name) in zip(states, ["one", "two"]) {
                state.share(turnsFrom: turns.store("\(name), process 1"))
            }
        }

        var clock: VirtualClock { hosts[0].clock }
        var now: Duration { hosts[0].now }
    }

    private func turn(
        _ state: HostState, timeout: Duration = .seconds(3600),
        unless isNeedless: @escaping @Sendable (DatasetRecord) -> Bool = { _ in false }
    ) async throws -> DatasetTurn? {
        try await state.datasetTurn(Self.dataset, host: "api.example", timeout: timeout, unless: isNeedless)
    }

    private func upload(_ id: String, _ stage: String, _ end: UploadEnd? = nil) throws -> TrackedUpload {
        let text = """
            {"upload":{"id":"\(id)","dataset":"\(Self.dataset)","mode":"append","startedAt":1,
            "file":{"size":1,"sha256":"","md5":"","rows":1},"baseline":{"status":{"status":"INGESTION_SUCCESS"}}},
            "stage":"\(stage)","since":5,"boot":"one","sender":"one, process 1"}
            """
        var tracked = try JSONDecoder().decode(TrackedUpload.self, from: Data(text.utf8))
        tracked.end = end
        return tracked
    }

    private func note(_ upload: TrackedUpload, _ turn: DatasetTurn) throws {
        var record = try turn.record()
        record.note(upload)
        try turn.record(record)
    }

    @Test func oneMachineAtATimeHasTheTurnAndItsRecord() async throws {
        let world = try World()
        let sent = try upload("a", "handedOver")
        try await world.clock.run {
            let first = try #require(try await turn(world.states[0]))
            async let second = turn(world.states[1])
            try await world.clock.sleep(for: .seconds(100))
            try note(sent, first)
            first.end()
            let next = try #require(try await second)
            #expect(world.now >= .seconds(100) && world.now <= .seconds(102))
            #expect(try next.record().open == sent)
            next.end()
        }
        // Each machine has it too.
        for host in world.hosts { #expect(try host.directory.names(in: "datasets").count == 1) }
        #expect(try world.hosts[1].directory.names(in: "locks") == [])
    }

    @Test func theWaitHasAnEndThatNamesTheMachine() async throws {
        let world = try World()
        let error = try await world.clock.run { () -> HostStateError? in
            let first = try await turn(world.states[0])
            defer { first?.end() }
            return await #expect(throws: HostStateError.self) {
                try await turn(world.states[1], timeout: .seconds(10))
            }
        }
        #expect(error?.code == .held)
        #expect(error?.message == "another upload to \(Self.dataset) is still in progress on one, process 1")
        #expect(try world.hosts[1].directory.names(in: "locks") == [])
    }

    @Test func whatAnotherMachineFoundOutNeedsNoTurn() async throws {
        let world = try World()
        let ended = try upload("a", "taken", .unsent)
        try await world.clock.run {
            let first = try #require(try await turn(world.states[0]))
            async let second = turn(world.states[1], unless: { $0["a"]?.end == .unsent })
            try await world.clock.sleep(for: .seconds(5))
            try note(ended, first)
            #expect(try await second == nil)
            first.end()
            // And where the turn is free.
            #expect(try await turn(world.states[1], unless: { $0["a"]?.end == .unsent }) == nil)
        }
        #expect(world.turns.rows.value.values.allSatisfy { $0.owner == nil })
    }

    @Test func aTurnThatWasTakenOverRecordsAndSendsNothing() async throws {
        let world = try World()
        let sent = try upload("a", "handedOver")
        try await world.clock.run {
            let first = try #require(try await turn(world.states[0]))
            #expect(first.mayLeave)
            try await first.confirm()
            world.turns.takeAway()
            #expect(!first.mayLeave)
            let error = #expect(throws: HostStateError.self) { try note(sent, first) }
            #expect(error?.code == .held)
            #expect(try first.record().uploads.isEmpty)
            let words = await #expect(throws: HostStateError.self) { try await first.confirm() }
            #expect(
                words?.message
                    == "the turn at \(Self.dataset) was taken over by another machine: two, process 1; "
                    + "nothing more is sent")
            let second = try #require(try await turn(world.states[1]))
            first.end()
            #expect(second.mayLeave)
            second.end()
        }
    }

    /// What a machine recorded before it shared turns goes to all.
    @Test func anUploadFromBeforeIsToldToAll() async throws {
        let world = try World()
        let sent = try upload("a", "taken")
        try await world.clock.run {
            // A process without the setting.
            let before = try #require(try await turn(try world.hosts[0].state()))
            try note(sent, before)
            before.end()
            try await turn(world.states[0])?.end()
            let second = try #require(try await turn(world.states[1]))
            #expect(try second.record().open?.upload.id == "a")
            second.end()
        }
    }

    @Test func aRecordOfAnotherVersionIsNotTakenForAnEmptyOne() async throws {
        let world = try World()
        try await world.clock.run {
            try await turn(world.states[0])?.end()
            world.turns.rows.change { rows in for subject in rows.keys { rows[subject]?.text = "[7]" } }
            let error = await #expect(throws: HostStateError.self) { _ = try await turn(world.states[1]) }
            #expect(error?.code == .unusable)
        }
        #expect(world.turns.rows.value.values.allSatisfy { $0.owner == nil })
        #expect(try world.hosts[1].directory.names(in: "locks") == [])
    }

    /// The clock of another machine says nothing here.
    @Test func recordsAreOfTheMachineAndItsBoot() async throws {
        let world = try World()
        let queues = world.states.map { $0.datasetQueue() }
        #expect(queues[0].boot != queues[1].boot && queues[0].boot != "one")
        #expect(queues[0].sender == world.states[0].place)
    }
}
