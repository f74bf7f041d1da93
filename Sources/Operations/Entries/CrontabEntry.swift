import SystemFiles
import Timekeeping

/// The lines of a schedule in a crontab.
package struct CrontabEntry: Sendable {
    /// The command is longer than cron takes, or cannot stand on one line.
    package struct Unwritable: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
    }

    /// Bytes of a command that cron keeps (cron.h, MAX_COMMAND), with its end.
    private static let longestCommand = 1000

    package let schedule: Schedule
    /// Whether the daemon starts jobs by the clocks of the zone that `CRON_TZ` names, as cronie does.
    ///
    /// Debian's daemon does not: it takes the line for a variable of the job.
    private let hasZones: Bool
    private let system: ZoneRules
    private let expression: CalendarExpression
    private let zone: ZoneRules

    /// - Parameters:
    ///   - system: The zone of the daemon.
    ///   - hasZones: Whether the daemon knows `CRON_TZ`.
    /// - Throws: ``CalendarExpression/Mistake``, ``ZoneRules/Unusable``
    package init(_ schedule: Schedule, system: ZoneRules, hasZones: Bool) throws {
        self.schedule = schedule
        self.system = system
        self.hasZones = hasZones
        expression = try schedule.calendar
        zone = try ZoneRules(named: schedule.zone)
    }

    /// Whether the program itself looks whether it is time: where the daemon goes by other clocks, and for a date with
    /// a year, which crontabs do not have.
    package var isGuarded: Bool { expression.date != nil || zone.name != system.name && !hasZones }

    /// What becomes of a time that clocks are put forward over.
    package var gaps: CalendarExpression.GapRule { isGuarded ? .later : .atChange }

    /// The five fields.
    ///
    /// Where the program looks itself, cron starts it at the right minute of every hour and of every day: then no
    /// change of either clock can let a start slip through.
    var fields: [String] {
        guard isGuarded else { return expression.cronFields }
        var fields = expression
        fields.days = NumberSet(1...31)
        fields.months = NumberSet(1...12)
        fields.weekdays = NumberSet(0...6)
        fields.date = nil
        fields.hours = NumberSet(0...23)
        fields.minutes = minutesOfSystem
        return fields.cronFields
    }

    /// The minutes of the daemon's hours at which it may be time; zones differ by quarters of an hour too.
    private var minutesOfSystem: NumberSet {
        let year = CivilTime(year: 2026, month: 1, day: 1).atUTC
        let minutes = (0..<24).flatMap { month in
            let moment = year + .seconds(month * 15 * 86_400)
            let shift = (system.offset(at: moment) - zone.offset(at: moment)) / .seconds(60)
            return expression.minutes.numbers.map { (($0 + Int(shift)) % 60 + 60) % 60 }
        }
        return NumberSet(minutes)
    }

    /// The entry's lines, between its marks.
    ///
    /// - Parameter zoneBefore: What the crontab says in `CRON_TZ` above, which holds again below.
    /// - Throws: ``Unwritable``
    package func lines(zoneBefore: String?) throws(Unwritable) -> [String] {
        let words = schedule.command(isGuarded: isGuarded).map(\.shellWord).joined(separator: " ")
        let variables = schedule.variables.map { "\($0.name)=\($0.value.shellWord) " }.joined()
        let text = "cd \(schedule.folder.shellWord) && \(variables)\(words)"
        // cron takes a percent sign for a line break.
        let command = text.replacing("%", with: "\\%")
        guard !command.unicodeScalars.contains(where: { $0 == "\n" || $0 == "\r" || $0 == "\0" }) else {
            throw Unwritable(description: "a crontab cannot hold a path or an argument with a line break")
        }
        guard command.utf8.count < Self.longestCommand else {
            throw Unwritable(
                description: "the command has \(command.utf8.count) bytes, and cron takes \(Self.longestCommand - 1)")
        }
        var lines = [Crontab.begin(schedule.name), Crontab.definition(schedule)]
        let needsZone = hasZones && zone.name != system.name
        if needsZone { lines.append("CRON_TZ=\(zone.name)") }
        lines.append(fields.joined(separator: " ") + " " + command)
        // Lines that somebody adds below are not this entry's.
        if needsZone { lines.append("CRON_TZ=\(zoneBefore ?? system.name)") }
        return lines + [Crontab.end(schedule.name)]
    }
}
