package import Glibc

/// Times as a person reads them: in local time, without seconds.
package enum ShortTime {
    /// `2026-11-28 08:05` for a whole time in ISO 8601, `2026-11-28T00:05:11.938Z`; nil for other texts.
    ///
    /// For the cells of a table, which has no room for the zone.
    ///
    /// - Parameter local: Breaks seconds since 1970 down into local time.
    package static func cell(_ text: String, local: (time_t) -> tm? = breakDown) -> String? {
        guard let seconds = seconds(text), let time = local(seconds) else { return nil }
        return Self.text(time)
    }

    private static func text(_ time: tm) -> String {
        let date = "\(time.tm_year + 1900)-\(two(time.tm_mon + 1))-\(two(time.tm_mday))"
        return "\(date) \(two(time.tm_hour)):\(two(time.tm_min))"
    }

    package static func breakDown(_ seconds: time_t) -> tm? {
        var seconds = seconds
        var time = tm()
        return localtime_r(&seconds, &time) == nil ? nil : time
    }

    private static func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }

    private static func seconds(_ text: String) -> time_t? {
        guard (20...35).contains(text.utf8.count), text.first?.isNumber == true,
            let parts = text.wholeMatch(
                of: /(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):(\d\d))/)
        else { return nil }
        func number(_ part: Substring?) -> Int32 { part.flatMap { Int32($0) } ?? 0 }
        var time = tm()
        time.tm_year = number(parts.1) - 1900
        time.tm_mon = number(parts.2) - 1
        time.tm_mday = number(parts.3)
        time.tm_hour = number(parts.4)
        time.tm_min = number(parts.5)
        time.tm_sec = number(parts.6)
        let offset = time_t(number(parts.8) * 3600 + number(parts.9) * 60)
        return timegm(&time) - (parts.7 == "-" ? -offset : offset)
    }
}
