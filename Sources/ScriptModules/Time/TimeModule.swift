import ApiClients
package import Catalogue
import FoundationEssentials
import LuaBridge
import Timekeeping

/// `time`: dates as the services and people write them.
package struct TimeModule: ScriptModule {
    package static let name = "time"
    package static let summary = "Dates and times in ISO 8601."
    package static let bindings = [now, clock, format, date, parse]

    private let time: TimeSource

    package init(_ host: AllModules) { time = host.services.time }

    static let now = Binding<TimeModule>(
        "time.now", "Returns the current time.", returns: .value("Seconds since 1970, with fractions."),
        example: "print(time.date(time.now()))", run: { $0.time.date().timeIntervalSince1970 })

    static let clock = Binding<TimeModule>(
        "time.clock", "Returns a monotonic clock, for measuring how long something takes.",
        returns: .value("Seconds since some moment in the past, with fractions."),
        example: "local start = time.clock()\ntask.sleep(0.01)\nprint(time.clock() - start < 60)",
        run: { ($0.time.now() - .start).inSeconds })

    static let format = Binding<TimeModule>(
        "time.format", "Writes a time as ISO 8601: 2026-01-31T09:30:00+08:00.",
        .required("seconds", Instant.self, "Seconds since 1970."),
        .option("zone", default: TimeZoneOffset.singapore, "The time zone: Z or an offset such as +08:00."),
        returns: .value("The text."), example: "print(time.format(0))",
        run: { (_, instant, zone) -> String in
            zone.text(of: instant.date)
        })

    static let date = Binding<TimeModule>(
        "time.date", "Writes the day of a time: 2026-01-31.",
        .required("seconds", Instant.self, "Seconds since 1970."),
        .option("zone", default: TimeZoneOffset.singapore, "The time zone: Z or an offset such as +08:00."),
        returns: .value("The text."), example: "print(time.date(time.now() - 86400))",
        run: { (_, instant, zone) -> String in String(zone.text(of: instant.date).prefix(10)) })

    static let parse = Binding<TimeModule>(
        "time.parse", "Reads a date, a time or a period in the forms of ISO 8601 and of data.gov.sg's guide.",
        .required(
            "text", String.self,
            "2026-01-31T09:30:00, with Z or +08:00 or no zone; 2026-01-31T09:30, 2026-01-31, 2026-01, 2026, "
                + "2026-W05, 2026-Q1, 2026-H1 or 09:30."),
        .option("zone", default: TimeZoneOffset.singapore, "The time zone of a text that names none."),
        returns: .value("Seconds since 1970; of a period, when it begins; of a time alone, that of 1970-01-01."),
        errors: [.data],
        example: "print(time.date(time.parse(\"2026-Q2\")))",
        run: { (_, text, zone) -> Double in
            guard let date = zone.start(of: text) else {
                throw ScriptError(
                    .data,
                    "time.parse: '\(text.prefix(40))' is no date, time or period such as 2026-01-31T09:30, 2026-01-31, "
                        + "2026-W05, 2026-Q1 or 2026-H1",
                    call: "time.parse")
            }
            return date.timeIntervalSince1970
        })
}
