import FoundationEssentials

extension TimeZoneOffset {
    /// When a date, time or period of data.gov.sg's guide begins; nil for anything else.
    ///
    /// The guide has, beside the forms of ``date(of:)``, those without seconds and without a date, and periods: years,
    /// half years, quarters, months and weeks of ISO 8601.
    func start(of text: String) -> Date? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard let year = parts.first, year.utf8.count == 4, Self.number(year) != nil else {
            return text.contains("-") ? date(of: text) : date(of: "1970-01-01T" + Self.withSeconds(text))
        }
        switch parts.count {
        case 1: return date(of: "\(year)-01-01")
        case 2: return start(of: parts[1], in: year)
        default:
            // RFC 3339 takes a blank there too, and databases write one.
            guard let mark = text.firstIndex(where: { $0 == "T" || $0 == " " }) else { return date(of: text) }
            return date(of: text[..<mark] + "T" + Self.withSeconds(String(text[text.index(after: mark)...])))
        }
    }

    private func start(of period: Substring, in year: Substring) -> Date? {
        let number = Self.number(period.dropFirst())
        switch (period.first, period.utf8.count, number) {
        case ("W", 3, let number?): return week(number, in: year)
        case ("Q", 2, let quarter?) where (1...4).contains(quarter):
            return date(of: "\(year)-\(["01", "04", "07", "10"][quarter - 1])-01")
        case ("H", 2, let half?) where (1...2).contains(half): return date(of: "\(year)-\(["01", "07"][half - 1])-01")
        case (_, 2, _?): return date(of: "\(year)-\(period)-01")
        default: return nil
        }
    }

    /// Week 1 is the one with 4 January, a week begins on Monday, and one belongs to the year of its Thursday.
    private func week(_ week: Int, in year: Substring) -> Date? {
        let day = 86_400.0
        guard (1...53).contains(week), let inFirst = date(of: "\(year)-01-04"),
            let gmt = Self.greenwich.date(of: "\(year)-01-04")
        else { return nil }
        // 1 January 1970 was a Thursday.
        let weekday = (Int((gmt.timeIntervalSince1970 / day).rounded(.down)) + 3) % 7
        let sinceMonday = (weekday + 7) % 7
        let days = Double(7 * (week - 1) - sinceMonday)
        let thursday = gmt.addingTimeInterval((days + 3) * day)
        guard Self.greenwich.text(of: thursday).hasPrefix(year) else { return nil }
        return inFirst.addingTimeInterval(days * day)
    }

    /// `09:30+08:00` as `09:30:00+08:00`.
    private static func withSeconds(_ time: String) -> String {
        let zone = time.firstIndex { $0 == "Z" || $0 == "+" || $0 == "-" } ?? time.endIndex
        return time[..<zone].utf8.count == 5 ? time[..<zone] + ":00" + time[zone...] : time
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(text) : nil
    }
}
