/// Reads the services' dates, `2022-09-19T03:31:00.131Z`.
enum Timestamp {
    /// Milliseconds since 1970; nil for anything else.
    static func parse(_ text: String) -> Int64? {
        let parts = text.split { "-T:.Z".contains($0) }
        guard text.hasSuffix("Z"), (6...7).contains(parts.count) else { return nil }
        let numbers = parts.compactMap { Int64($0) }
        // A year of five digits is no date of a service's, and may overflow what is made of it.
        guard numbers.count == parts.count, (1...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
            (1...31).contains(numbers[2]), (0...24).contains(numbers[3]), (0...59).contains(numbers[4]),
            (0...60).contains(numbers[5])
        else { return nil }
        let fraction = numbers.count == 7 ? Int64((parts[6] + "000").prefix(3)) ?? 0 : 0
        let days = HTTPDate.daysSince1970(numbers[0], numbers[1], numbers[2])
        return (days * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]) * 1000 + fraction
    }
}
