import ApiClients
import FoundationEssentials
import Glibc
import HostState
import Operations
import StartRecords
import SystemFiles
import TerminalText
import Timekeeping

/// How a schedule does: its last start, the next one, and whether it is late.
struct ScheduleState {
    let schedule: Schedule
    let times: ScheduleTimes
    /// The last start that began.
    let last: StartRecord?
    let next: ServiceInstant?
    let isLate: Bool

    /// How much later than its time a start may be noted.
    private static let slack = Duration.seconds(300)

    /// A schedule of this machine.
    ///
    /// - Throws: ``ApiError`` for records that cannot be read, and what ``ScheduleTimes`` throws.
    init(_ schedule: Schedule, now: ServiceInstant) throws {
        try self.init(schedule, last: ScheduleHistory(schedule).last(), now: now)
    }

    /// A schedule of which the last start is known.
    ///
    /// - Throws: What ``ScheduleTimes`` throws.
    init(_ schedule: Schedule, last: StartRecord?, now: ServiceInstant) throws {
        self.schedule = schedule
        self.last = last
        times = try ScheduleTimes(schedule)
        next = times.next(1, after: now).first
        let hasFailed = last.map { !$0.isRunning && $0.ending?.code != 0 } ?? false
        let slack = Self.slack + (schedule.jitter ?? .zero)
        let due = times.last(before: now - slack)
        let since = last?.started ?? schedule.added
        let hasMissed = last?.isRunning != true && (due.flatMap { due in since.map { $0 < due } } ?? false)
        isLate = hasFailed || hasMissed
    }

    var lastText: String { last.map { LocalTime($0.started).text } ?? "never" }

    var result: String { last?.result ?? "not started yet" }
}

/// What would keep a schedule from starting.
enum ScheduleCheck {
    static func problems(of schedule: Schedule) -> [String] {
        var problems: [String] = []
        func expect(_ path: String, _ mode: Int32, _ what: String) {
            guard access(path, mode) != 0 else { return }
            problems.append("\(what) \(path): \(SystemError().words)")
        }
        expect(schedule.program, X_OK, "the program")
        expect(schedule.script, R_OK, "the script")
        expect(schedule.folder, X_OK, "the folder")
        let folder = schedule.logFile.lastIndex(of: "/").map { String(schedule.logFile[..<$0]) } ?? "/"
        if access(schedule.logFile, F_OK) == 0 {
            expect(schedule.logFile, W_OK, "the log")
        } else {
            expect(folder.isEmpty ? "/" : folder, W_OK, "the log's folder")
        }
        if schedule.keeper == .cron, !isCronRunning { problems.append("the cron daemon does not run") }
        return problems
    }

    /// By the file that the daemon keeps locked (crond.pid), or for one without it not known, and taken for granted.
    private static var isCronRunning: Bool {
        for path in ["/run/crond.pid", "/var/run/crond.pid"] {
            guard let bytes = try? InputFile.contents(of: path) else { continue }
            let text = String(decoding: bytes, as: UTF8.self).filter(\.isNumber)
            return pid_t(text).map { kill($0, 0) == 0 || errno == EPERM } ?? true
        }
        return true
    }
}

/// Where this program is, for entries that are read much later.
enum ScheduleProgram {
    static var path: String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// Schedules and starts as programs read them.
enum ScheduleJSON {
    private struct State: Encodable {
        var name: String, keeper: String, at: String, zone: String, script: String, log: String, result: String
        var late: Bool
        var last: String?
        var next: String?
        var machine: String?
    }

    /// A schedule of another machine.
    private struct Other: Encodable {
        var name: String, machine: String, result: String
        var keeper: String?, at: String?, zone: String?, script: String?
        var late: Bool?
        var last: String?
        var next: String?
    }

    private struct Start: Encodable {
        var id: String, started: String, result: String
        var ended: String?
        var code: Int32?
        var skipped: Int
    }

    /// - Parameter others: Those of other machines, if there are any.
    static func text(_ states: [ScheduleState], _ others: OtherSchedules? = nil) throws -> String {
        let own = states.map { state in
            let schedule = state.schedule
            return State(
                name: schedule.name, keeper: schedule.keeper.rawValue, at: schedule.at, zone: schedule.zone,
                script: schedule.script, log: schedule.logFile, result: state.result, late: state.isLate,
                last: state.last.map { LocalTime($0.started).stamp }, next: state.next.map { LocalTime($0).stamp },
                machine: others?.here)
        }
        guard let others else { return try RunJSON.text(own) }
        return try RunJSON.text(
            own.map(AnyLine.own)
                + others.schedules.map { other in
                    let schedule = other.state?.schedule
                    return .other(
                        Other(
                            name: other.name, machine: other.machine, result: other.result,
                            keeper: schedule?.keeper.rawValue, at: schedule?.at, zone: schedule?.zone,
                            script: schedule?.script, late: other.state?.isLate,
                            last: other.last.map { LocalTime($0.started).stamp },
                            next: other.state?.next.map { LocalTime($0).stamp }))
                })
    }

    /// A schedule of this machine or of another.
    private enum AnyLine: Encodable {
        case own(State)
        case other(Other)

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .own(let state): try state.encode(to: encoder)
            case .other(let other): try other.encode(to: encoder)
            }
        }
    }

    static func text(_ entries: [ScheduleHistory.Entry]) throws -> String {
        try RunJSON.text(
            entries.map { entry in
                let record = entry.record
                return Start(
                    id: record.id, started: LocalTime(record.started).stamp, result: record.result,
                    ended: record.isRunning ? nil : LocalTime(record.asOf).stamp, code: record.ending?.code,
                    skipped: entry.skipped)
            })
    }
}
