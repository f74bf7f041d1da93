import ApiClients
import Operations
import Timekeeping

/// When a schedule is started, by the rules of what starts it.
struct ScheduleTimes {
    let expression: CalendarExpression
    let zone: ZoneRules
    private let gaps: CalendarExpression.GapRule

    /// - Throws: ``CalendarExpression/Mistake``, ``ZoneRules/Unusable``
    init(_ schedule: Schedule) throws {
        expression = try schedule.calendar
        zone = try ZoneRules(named: schedule.zone)
        switch schedule.keeper {
        case .systemd: gaps = .skipped
        case .cron:
            gaps = try CrontabEntry(schedule, system: .system, hasZones: CrontabFile.daemonHasZones).gaps
        }
    }

    func next(_ count: Int, after moment: ServiceInstant) -> [ServiceInstant] {
        expression.next(count, after: moment, in: zone, gaps: gaps)
    }

    /// The last moment before another, looked for as far back as a schedule usually comes.
    func last(before moment: ServiceInstant) -> ServiceInstant? {
        for hours in [1, 24, 192, 768, 8784] {
            var last: ServiceInstant?
            var place = moment - .seconds(hours * 3600)
            while let next = expression.next(after: place, in: zone, gaps: gaps), next < moment {
                (last, place) = (next, next)
            }
            if let last { return last }
        }
        return nil
    }

    /// `Mon 2026-11-30 02:30 Asia/Singapore`.
    func text(_ moment: ServiceInstant) -> String {
        let time = zone.civil(moment)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        return "\(days[time.weekday]) \(time.dateText) \(time.clockText) \(zone.name)"
    }
}
