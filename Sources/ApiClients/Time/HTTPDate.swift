package import Timekeeping

/// Reads the date form of HTTP headers, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
package enum HTTPDate {
    private static let months = Array("JanFebMarAprMayJunJulAugSepOctNovDec".utf8)

    /// The moment of a date, which has no part of a second; nil for anything else.
    package static func parse(_ text: String) -> ServiceInstant? {
        var text = DateText(text)
        guard text.threeLetters() != nil else { return nil }
        // Some servers leave it out.
        _ = text.passes(Self.comma)
        guard text.passes(Self.blank),
            let day = text.number(2), text.passes(Self.blank), let month = text.threeLetters().flatMap(number(of:)),
            text.passes(Self.blank), let year = text.number(4), text.passes(Self.blank),
            let hour = text.number(2), text.passes(Self.colon), let minute = text.number(2), text.passes(Self.colon),
            let second = text.number(2), text.passes(Self.blank), text.rest.elementsEqual("GMT".utf8),
            (1...31).contains(day), (1970...9999).contains(year), (0...23).contains(hour),
            (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let seconds = daysSince1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second
        return ServiceInstant(milliseconds: seconds * 1000)
    }

    private static let (blank, comma, colon) = (UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: ":"))

    /// A month's number, from 1.
    private static func number(of month: (UInt8, UInt8, UInt8)) -> Int64? {
        let start = stride(from: 0, to: months.count, by: 3).first { start in
            months[start] == month.0 && months[start + 1] == month.1 && months[start + 2] == month.2
        }
        return start.map { Int64($0 / 3 + 1) }
    }

    /// The day's number in the Gregorian calendar (Howard Hinnant, days_from_civil).
    static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
