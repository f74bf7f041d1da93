import StartRecords
import TestSupport
import Testing
import Timekeeping

/// Which starts other machines are still to be told of.
struct PublishingTests {
    private let scratch = ScratchFolder()
    private var store: StartRecordStore { StartRecordStore(in: scratch("state")) }

    /// Writes down a start that owes its record; one without a code is killed.
    @discardableResult private func start(_ number: Int, _ code: Int32?) throws -> StartRecord {
        let started = ServiceInstant(milliseconds: 1_700_000_000_000 + Int64(number) * 1000)
        var record = StartRecord(id: StartRecordStore.newID(started), script: .init(name: "a.lua"), started: started)
        let open = try store.open(record)
        try store.owePublication(of: record.id)
        record.ending = code.map { StartRecord.Ending(.failed, code: $0) }
        if code != nil { try open.close(record) }
        return record
    }

    @Test func theEarliestAreToldFirstAndOnce() throws {
        let records = try [2, 0, 1].map { try start($0, 1) }
        #expect(try store.unpublished(limit: 2) == [records[1], records[2]])
        store.settlePublication(of: records[1].id)
        store.settlePublication(of: records[1].id)
        #expect(try store.unpublished(limit: 9) == [records[2], records[0]])
    }

    @Test func aStartThatRunsTellsOfItself() throws {
        let record = StartRecord(id: "20260131-080000-abcd", script: .init(name: "a.lua"), started: .init(count: 0))
        let open = try store.open(record)
        try store.owePublication(of: record.id)
        #expect(open.owedRecords == 0)
        #expect(try store.unpublished(limit: 9) == [])
        #expect(try store.records() == [record])
        var next = record
        next.id = "20260131-080001-abcd"
        #expect(try store.open(next).owedRecords == 1)
    }

    @Test func aKilledOneIsToldAfterItWasClosedAndTakenIn() throws {
        let record = try start(0, nil)
        try store.tidy()
        #expect(try store.unpublished(limit: 9).map(\.id) == [record.id])
        #expect(try store.unpublished(limit: 9).map(\.ending?.reason) == [.killed])
    }

    @Test func whatIsPrunedIsNotOwed() throws {
        #expect(try store.prune(before: nil) == 0)
        let record = try start(0, 0)
        #expect(try store.prune(before: record.started + .seconds(1)) == 1)
        #expect(try store.unpublished(limit: 9).isEmpty)
        #expect(try !scratch.names(in: "state/starts").contains { $0.hasSuffix(".publish") })
    }

    @Test func theNameIsMadeOnce() throws {
        #expect(store.knownName == nil)
        let name = try store.name
        #expect(name.count == 12)
        #expect(try store.name == name && store.knownName == name)
        #expect(try StartRecordStore(in: scratch("other")).name != name)
        #expect(try store.records().isEmpty)
    }
}
