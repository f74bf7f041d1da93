package import Catalogue
import FoundationEssentials
import LuaBridge

/// `time`: dates as the services and people write them.
package struct TimeModule: ScriptModule {
    package static let name = "time"
    package static let summary = "Dates and times in ISO 8601."
    package static let bindings = [now, clock, format, date, parse]

    package init(_ host: AllModules) {}

    static let now = Binding<TimeModule>(
        "time.now", "Returns the current time.", returns: .value("Seconds since 1970, with fractions."),
        example: "print(time.date(time.now()))", run: { _ in Date.now.timeIntervalSince1970 })

    static let clock = Binding<TimeModule>(
        "time.clock", "Returns a monotonic clock, for measuring how long something takes.",
        returns: .value("Seconds since some moment in the past, with fractions."),
        example: "local start = time.clock()\ntask.sleep(0.01)\nprint(time.clock() - start < 60)",
        run: { _ -> Double in
            let origin = origin
            return (ContinuousClock.now - origin) / .seconds(1)
        })

    private static let origin = ContinuousClock.now

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
        "time.parse", "Reads a date, or a date and time, of ISO 8601.",
        .required("text", String.self, "2026-01-31, 2026-01-31T09:30:00 or the same with Z or +08:00 after it."),
        .option("zone", default: TimeZoneOffset.singapore, "The time zone of a text that names none."),
        returns: .value("Seconds since 1970."), errors: [.data],
        example: "print(time.parse(\"2026-01-31T00:00:00Z\"))",
        run: { (_, text, zone) -> Double in
            guard let date = zone.date(of: text) else {
                throw ScriptError(
                    .data, "time.parse: '\(text.prefix(40))' is not a date of ISO 8601 such as 2026-01-31",
                    call: "time.parse")
            }
            return date.timeIntervalSince1970
        })
}
