import Glibc

/// A moment as the clocks of the process's zone show it (`TZ`, or else the machine's own zone).
///
/// Blocks for the zone's file once; from any thread.
package struct LocalTime: Sendable {
    private let parts: [Int]
    /// How far the zone's clocks are ahead of UTC, in whole minutes.
    private let ahead: Int
    private let thousandths: Int

    package init(_ moment: ServiceInstant) {
        thousandths = Int((moment.milliseconds % 1000 + 1000) % 1000)
        var time = time_t((moment.milliseconds - Int64(thousandths)) / 1000)
        var fields = tm()
        localtime_r(&time, &fields)
        parts = [
            Int(fields.tm_year) + 1900, Int(fields.tm_mon) + 1, Int(fields.tm_mday), Int(fields.tm_hour),
            Int(fields.tm_min), Int(fields.tm_sec),
        ]
        ahead = fields.tm_gmtoff / 60
    }

    /// Now.
    package static var now: LocalTime {
        LocalTime(ServiceInstant(milliseconds: Int64(time(nil)) * 1000))
    }

    /// `2026-11-24T02:15:03+08:00` (RFC 3339).
    package var stamp: String { "\(date)T\(clock)\(zone)" }

    /// `2026-11-24T02:15:03.123+08:00`: the stamp to the millisecond.
    package var preciseStamp: String {
        let digits = String(thousandths)
        return "\(date)T\(clock).\(String(repeating: "0", count: 3 - digits.utf8.count))\(digits)\(zone)"
    }

    /// `20261124-021503`, for names of files.
    package var compact: String { date.filter { $0 != "-" } + "-" + clock.filter { $0 != ":" } }

    /// `2026-11-24 02:15:03 +08:00`.
    package var text: String { "\(date) \(clock) \(zone)" }

    /// `02:15:03`.
    package var clock: String { parts[3...].map(Self.padded).joined(separator: ":") }

    private var date: String { "\(parts[0])-\(Self.padded(parts[1]))-\(Self.padded(parts[2]))" }

    private var zone: String {
        let (hours, minutes) = abs(ahead).quotientAndRemainder(dividingBy: 60)
        return (ahead < 0 ? "-" : "+") + Self.padded(hours) + ":" + Self.padded(minutes)
    }

    private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
