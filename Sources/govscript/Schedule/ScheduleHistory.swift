import ApiClients
import Operations
import StartRecords
import Timekeeping

/// The starts of a schedule, as the records of all starts have them.
struct ScheduleHistory {
    /// One start.
    struct Entry {
        var record: StartRecord
        /// How many starts of the schedule were refused because this one was still running.
        var skipped = 0
    }

    private let schedule: Schedule

    init(_ schedule: Schedule) { self.schedule = schedule }

    /// The latest start that no other start of the script kept from beginning.
    ///
    /// - Throws: ``ApiError`` for records that cannot be read.
    func last() throws -> StartRecord? {
        var filter = RecordFilter(schedule: schedule.name, limit: 1)
        filter.leavesOutLocked = true
        return try records(filter).first
    }

    /// The latest starts, the last one last.
    ///
    /// - Throws: ``ApiError`` for records that cannot be read.
    func entries(_ count: Int) throws -> [Entry] {
        guard count > 0 else { return [] }
        var filter = RecordFilter(schedule: schedule.name, limit: count)
        filter.leavesOutLocked = true
        let begun = try records(filter)
        let since = begun.count < count ? nil : begun.last?.started
        let all = try records(RecordFilter(since: since, schedule: schedule.name)).reversed()
        return Array(Self.entries(all).suffix(count))
    }

    /// A start that was refused while another one of the schedule ran is counted in that entry; where a start by hand
    /// held the lock, it has an entry of its own.
    static func entries(_ records: some Sequence<StartRecord>) -> [Entry] {
        var entries: [Entry] = []
        for record in records {
            let isLocked = record.ending?.reason == .locked
            if isLocked, let index = entries.lastIndex(where: { $0.record.ending?.reason != .locked }),
                entries[index].record.mayHaveRun(at: record.started)
            {
                entries[index].skipped += 1
            } else {
                entries.append(Entry(record: record))
            }
        }
        return entries
    }

    /// Only reads: the schedule may be another user's, whose files must stay theirs.
    private func records(_ filter: RecordFilter) throws -> [StartRecord] {
        let store = StartRecordStore(in: schedule.stateDirectory ?? Environment.stateDirectory)
        do throws(RecordError) { return try store.records(filter) } catch { throw ApiError(error) }
    }
}

extension StartRecord {
    /// Nobody saw when a process that was killed came to its end.
    fileprivate func mayHaveRun(at moment: ServiceInstant) -> Bool {
        isRunning || ending?.reason == .killed || moment <= asOf
    }

    /// How it stands, for the tables of schedules: `done`, `failed, exit code 69`, `running (process 4711)`.
    var result: String {
        if isRunning { return "\(state) (process \(pid))" }
        guard let code = ending?.code, code != 0 else { return state }
        return "\(state), exit code \(code)"
    }
}
