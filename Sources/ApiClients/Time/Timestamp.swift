/// Reads the services' dates, `2022-09-19T03:31:00.131Z`.
enum Timestamp {
    /// Milliseconds since 1970; nil for anything else.
    static func parse(_ text: String) -> Int64? {
        let parts = text.split { "-T:.Z".contains($0) }
        guard text.hasSuffix("Z"), (6...7).contains(parts.count) else { return nil }
        let numbers = parts.compactMap { Int64($0) }
        guard numbers.count == parts.count, numbers.allSatisfy({ $0 >= 0 }), (1...12).contains(numbers[1]) else {
            return nil
        }
        let fraction = numbers.count == 7 ? Int64((parts[6] + "000").prefix(3)) ?? 0 : 0
        let days = HTTPDate.daysSince1970(numbers[0], numbers[1], numbers[2])
        return (days * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]) * 1000 + fraction
    }
}
