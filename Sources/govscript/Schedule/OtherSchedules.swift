import ClusterState
import FoundationEssentials
import Operations
import StartRecords
import Timekeeping

/// The schedules of the machines that share a database with this one.
struct OtherSchedules {
    /// One of them.
    struct Line {
        let name: String
        /// The name of its machine, as short as it can be told from others.
        let machine: String
        /// Its last start; nil if it was not started yet.
        let last: StartRecord?
        /// How it does; nil if only its starts are known.
        let state: ScheduleState?

        var lastText: String { last.map { LocalTime($0.started).text } ?? "never" }
        var result: String { last?.result ?? "not started yet" }
    }

    /// The name of this machine.
    let here: String
    /// By name and machine.
    let schedules: [Line]

    /// What a machine tells of a schedule: no paths but the script's, and no variables.
    private struct Told: Codable {
        var keeper: Schedule.Keeper
        var at: String
        var zone: String
        var script: String
        var added: ServiceInstant?
        var jitter: Duration?

        init(_ schedule: Schedule) {
            (keeper, at, zone) = (schedule.keeper, schedule.at, schedule.zone)
            (script, added, jitter) = (schedule.script, schedule.added, schedule.jitter)
        }

        func schedule(_ name: String) -> Schedule {
            var schedule = Schedule(
                name: name, keeper: keeper, at: at, zone: zone, folder: "/", program: "", script: script, logFile: "")
            (schedule.added, schedule.jitter) = (added, jitter)
            return schedule
        }
    }

    /// Reads them.
    ///
    /// - Returns: nil if no other machine has any, or if they cannot be read, which is said.
    init?(_ shelf: SharedShelf, now: ServiceInstant) {
        let found: [ClusterSchedules.Found]
        do { found = try ClusterSchedules(shelf.connection).schedules(butOf: SharedShelf.ownName) } catch {
            SharedShelf.warn(error)
            return nil
        }
        guard !found.isEmpty else { return nil }
        let names = MachineNames(found.map(\.machine) + [SharedShelf.ownMachine])
        here = names[SharedShelf.ownMachine]
        schedules = found.map { found in
            let last = found.last.flatMap { SharedShelf.record($0, of: found.machine) }
            let told = found.content.flatMap { try? JSONDecoder().decode(Told.self, from: Data($0.utf8)) }
            return Line(
                name: found.name, machine: names[found.machine], last: last,
                state: told.flatMap { try? ScheduleState($0.schedule(found.name), last: last, now: now) })
        }
    }

    /// Tells the other machines, if there are any, what is scheduled on this one after a change.
    static func tellAll() {
        guard let shelf = SharedShelf.find(nil, isQuiet: true), let schedules = try? ScheduleShelf.all() else { return }
        tell(schedules, shelf)
    }

    /// Tells the other machines what is scheduled on this one; what cannot be told is told another time.
    static func tell(_ schedules: [Schedule], _ shelf: SharedShelf) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var contents: [String: String] = [:]
        for schedule in schedules {
            contents[schedule.name] = (try? encoder.encode(Told(schedule))).map { String(decoding: $0, as: UTF8.self) }
        }
        guard (try? StartShelf.store().name) != nil else { return }
        try? ClusterSchedules(shelf.connection).replace(contents, of: SharedShelf.ownMachine)
    }
}
