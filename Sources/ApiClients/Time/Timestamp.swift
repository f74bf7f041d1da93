import Timekeeping

/// Reads the services' dates, `2022-09-19T03:31:00.131Z`.
enum Timestamp {
    /// The moment of a date; nil for anything else.
    static func parse(_ text: String) -> ServiceInstant? {
        var text = DateText(text)
        let (dash, colon) = (UInt8(ascii: "-"), UInt8(ascii: ":"))
        // A year of five digits is no date of a service's, and may overflow what is made of it.
        guard let year = text.number(4), text.passes(dash), let month = text.number(2), text.passes(dash),
            let day = text.number(2), text.passes(UInt8(ascii: "T")), let hour = text.number(2), text.passes(colon),
            let minute = text.number(2), text.passes(colon), let second = text.number(2),
            let milliseconds = text.thousandths(), text.rest.elementsEqual("Z".utf8),
            year > 0, (1...12).contains(month), (1...31).contains(day), (0...24).contains(hour),
            (0...59).contains(minute), (0...60).contains(second)
        else { return nil }
        let days = HTTPDate.daysSince1970(year, month, day)
        return ServiceInstant(
            milliseconds: (days * 86_400 + hour * 3_600 + minute * 60 + second) * 1000 + milliseconds)
    }
}

extension DateText {
    /// A fraction of any length, in thousandths; 0 if there is none, nil if there is only its point.
    fileprivate mutating func thousandths() -> Int64? {
        guard passes(UInt8(ascii: ".")) else { return 0 }
        var value: Int64 = 0
        for digit in 0... {
            guard let next = number(1) else { return digit == 0 ? nil : value }
            // Further digits are passed over.
            if digit < 3 { value += next * [100, 10, 1][digit] }
        }
        return value
    }
}
