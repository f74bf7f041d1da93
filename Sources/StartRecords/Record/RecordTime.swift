import Glibc
package import Timekeeping

/// A moment in the JSON of a record, with the zone that holds here: `2026-01-31T08:00:00.123+08:00`.
package enum RecordTime {
    /// To the millisecond.
    package static func text(_ moment: ServiceInstant) -> String { LocalTime(moment).preciseStamp }

    /// The moment of a text that ``text(_:)`` has made; nil for another one.
    package static func moment(_ text: some StringProtocol) -> ServiceInstant? {
        let bytes = Array(text.utf8)
        guard bytes.count == 29 else { return nil }
        func number(_ start: Int, _ count: Int) -> Int64? {
            var value: Int64 = 0
            for byte in bytes[start..<start + count] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            return value
        }
        let marks: [(Int, String)] = [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":"), (19, "."), (26, ":")]
        guard marks.allSatisfy({ bytes[$0.0] == $0.1.utf8.first }),
            let year = number(0, 4), let month = number(5, 2), let day = number(8, 2), let hour = number(11, 2),
            let minute = number(14, 2), let second = number(17, 2), let fraction = number(20, 3),
            let zoneHour = number(24, 2), let zoneMinute = number(27, 2),
            bytes[23] == UInt8(ascii: "+") || bytes[23] == UInt8(ascii: "-")
        else { return nil }
        var fields = tm()
        fields.tm_year = Int32(year - 1900)
        fields.tm_mon = Int32(month - 1)
        fields.tm_mday = Int32(day)
        fields.tm_hour = Int32(hour)
        fields.tm_min = Int32(minute)
        fields.tm_sec = Int32(second)
        let offset = (zoneHour * 60 + zoneMinute) * 60 * (bytes[23] == UInt8(ascii: "-") ? -1 : 1)
        return ServiceInstant(milliseconds: (Int64(timegm(&fields)) - offset) * 1000 + fraction)
    }
}
