import Glibc
import SQLite
import Synchronization
import TestSupport
import Testing
import Timekeeping

@testable import StartRecords

/// Records on the disk.
struct RecordStoreTests {
    private let scratch = ScratchFolder()
    private var store: StartRecordStore { StartRecordStore(in: scratch("state")) }

    private func record(_ number: Int = 0, schedule: String? = nil) -> StartRecord {
        let started = ServiceInstant(milliseconds: 1_700_000_000_000 + Int64(number) * 1000)
        var record = StartRecord(
            id: StartRecordStore.newID(started), script: .init(name: "a.lua", path: "/srv/a.lua"), started: started)
        record.schedule = schedule
        return record
    }

    private func ended(_ record: StartRecord, code: Int32 = 0) -> StartRecord {
        var record = record
        record.asOf = record.started + .seconds(2)
        record.ending = StartRecord.Ending(code == 0 ? .finished : .failed, code: code)
        return record
    }

    private func recordEnded(_ numbers: Range<Int>) throws {
        for number in numbers {
            let record = record(number)
            try store.open(record).close(ended(record))
        }
    }

    @Test func aStartIsRunningUntilItsEnd() throws {
        let record = record()
        let open = try store.open(record)
        #expect(try store.records() == [record])
        try open.close(ended(record))
        #expect(try store.records() == [ended(record)])
        try open.close(record)
        #expect(try store.records() == [ended(record)])
    }

    @Test func progressIsSeenByOthers() throws {
        var record = record()
        let open = try store.open(record)
        record.work = .full
        record.asOf = record.started + .seconds(9)
        try open.update(record)
        #expect(try store.records() == [record])
        try open.close(ended(record))
        try open.update(record)
        #expect(try store.records() == [ended(record)])
        #expect(try scratch.names(in: "state/starts") == ["\(record.id).done-0"])
    }

    @Test func aStartWhoseProcessIsGoneWasKilled() throws {
        let first = record(1)
        var open: OpenRecord? = try store.open(first)
        var later = first
        later.asOf = first.started + .seconds(7)
        try open?.update(later)
        open = nil
        let seen = try store.records()
        #expect(seen.map(\.ending?.reason) == [.killed])
        #expect(seen.map(\.took) == [.seconds(7)])
        // Reading changes nothing; the next start writes it down.
        #expect(try scratch.names(in: "state/starts").contains(first.id))
        let second = try store.open(record(2))
        #expect(try scratch.names(in: "state/starts").contains("\(first.id).done-killed"))
        #expect(try store.records().map(\.ending?.reason) == [nil, .killed])
        try second.close(ended(record(2)))
    }

    @Test func manyAreTakenIntoTheDatabaseAndStayInOrder() throws {
        try recordEnded(0..<(StartRecordStore.mostFiles - 1))
        let last = try store.open(record(StartRecordStore.mostFiles - 1))
        try last.close(ended(record(StartRecordStore.mostFiles - 1)))
        // One that did nothing leaves it to others.
        #expect(try !store.maintain(after: last, isBusy: false, keeping: nil, now: record().started))
        #expect(try store.maintain(after: last, isBusy: true, keeping: nil, now: record().started))
        #expect(try scratch.names(in: "state/starts") == ["starts.sqlite"])
        try recordEnded(100..<103)
        let all = try store.records()
        #expect(all.count == StartRecordStore.mostFiles + 3)
        #expect(all.map(\.started) == all.map(\.started).sorted(by: >))
        #expect(all.allSatisfy { $0.ending?.reason == .finished })
        // Few are left alone.
        let later = try store.open(record(103))
        try later.close(ended(record(103)))
        #expect(try !store.maintain(after: later, isBusy: true, keeping: nil, now: record().started))
        #expect(try scratch.names(in: "state/starts").count == 5)
    }

    @Test func recordsAreFoundByScheduleScriptAndTime() throws {
        for (number, schedule) in ["nightly", nil, "nightly", "hourly"].enumerated() {
            let record = record(number, schedule: schedule)
            try store.open(record).close(ended(record))
            if number == 1 { try store.tidy() }
        }
        #expect(try store.records(RecordFilter(schedule: "nightly")).count == 2)
        #expect(try store.records(RecordFilter(schedule: "nightly", limit: 1)).map(\.started) == [record(2).started])
        #expect(try store.records(RecordFilter(since: record(1).started)).count == 3)
        #expect(try store.records(RecordFilter(script: "/srv/a.lua")).count == 4)
        #expect(try store.records(RecordFilter(script: "/srv/b.lua")) == [])
        #expect(try store.records(RecordFilter(limit: 2)).count == 2)
    }

    @Test func oldRecordsAreRemovedAndRunningOnesStay() throws {
        try recordEnded(0..<5)
        let open = try store.open(record(0))
        #expect(try store.prune(before: record(3).started) == 3)
        #expect(try store.records().count == 3)
        try open.close(ended(record(0)))
    }

    @Test func aDamagedDatabaseIsMovedAside() throws {
        try recordEnded(0..<1)
        try scratch.file("state/starts/starts.sqlite", String(repeating: "no database ", count: 1000))
        let notes = Mutex<[String]>([])
        let store = StartRecordStore(in: scratch("state")) { note in notes.withLock { $0.append(note) } }
        try store.tidy()
        #expect(try store.records().count == 1)
        #expect(notes.withLock(\.count) == 1)
        #expect(try scratch.names(in: "state/starts") == ["starts-damaged.sqlite", "starts.sqlite"])
    }

    @Test func aDatabaseOfANewerVersionIsLeftAlone() throws {
        try recordEnded(0..<1)
        try store.tidy()
        try Database(path: scratch("state/starts/starts.sqlite")).execute("PRAGMA user_version = 99")
        try recordEnded(1..<2)
        #expect(throws: RecordError.newer(scratch("state/starts/starts.sqlite"))) { try store.records() }
        #expect(throws: RecordError.self) { try store.tidy() }
        #expect(try scratch.names(in: "state/starts").count == 2)
    }

    @Test func filesThatHoldNothingAreRemoved() throws {
        try scratch.folder("state/starts")
        chmod(scratch("state/starts"), 0o700)
        try scratch.file("state/starts/20260131-080000-aaaa")
        try scratch.file("state/starts/20260131-080000-bbbb.done-0", "{")
        try scratch.file("state/starts/notes.txt", "a user's own")
        #expect(try store.records() == [])
        try store.tidy()
        #expect(try scratch.names(in: "state/starts") == ["notes.txt", "starts.sqlite"])
    }

    @Test func anEndThatCouldNotBeWrittenKeepsItsCode() throws {
        let record = record()
        let open = try store.open(record)
        // As after a full disk: the file has its last name, and not its last line.
        rename(scratch("state/starts/\(record.id)"), scratch("state/starts/\(record.id).done-75"))
        #expect(try store.records().map(\.ending?.code) == [75])
        #expect(throws: RecordError.self) { try open.close(ended(record)) }
    }

    /// A key that was not known at the beginning is in nothing that stays.
    @Test func whatIsLearnedToBeSecretLeavesTheFile() throws {
        let secret = Mutex("")
        var record = record()
        record.arguments = ["canary", "other"]
        let open = try store.open(record) { text in
            secret.withLock { $0.isEmpty ? text : text.replacing($0, with: "[key]") }
        }
        secret.withLock { $0 = "canary" }
        try open.close(ended(record))
        let text = try scratch.text("state/starts/\(record.id).done-0")
        #expect(!text.contains("canary"))
        #expect(try store.records().map(\.arguments) == [["[key]", "other"]])
    }

    @Test func aFolderThatOthersCanChangeIsRefused() throws {
        try scratch.folder("state/starts")
        chmod(scratch("state/starts"), 0o777)
        let error = #expect(throws: RecordError.self) { try store.open(record()) }
        #expect(error?.message == "\(scratch("state/starts")) is refused, because other users can change it")
        #expect(try scratch.names(in: "state/starts") == [])
    }

    @Test func aPlaceWhereNoFolderCanBeIsNamed() throws {
        try scratch.file("state", "a file")
        let error = #expect(throws: RecordError.self) { try store.open(record()) }
        #expect(error?.message == "cannot open \(scratch("state")): not a directory")
        #expect(error?.hint == "Set GOVSCRIPT_STATE_DIR to a folder that this user can write.")
    }
}
