package import Timekeeping

/// When a log file makes room for a new one, and how many are kept.
package struct LogRotation: Sendable, Hashable {
    /// Bytes.
    package var size: Int64 = 10 << 20
    /// From the first line on; nil for any age.
    package var age: Duration?
    /// Files besides the one that is written.
    package var kept = 5

    package init() {}

    /// Whether a file is put aside before a line is added.
    ///
    /// - Parameter beginning: The moment of its first line.
    package func isDue(
        holding bytes: Int64, adding count: Int, since beginning: ServiceInstant?, now: ServiceInstant
    ) -> Bool {
        // A line that is too long by itself goes into a file of its own.
        guard bytes > 0 else { return false }
        if bytes + Int64(count) > size { return true }
        guard let age, let beginning else { return false }
        return now - beginning >= age
    }

    /// How files change their names, in this order; the last one replaces what is too old.
    package func renamings(of path: String) -> [(from: String, to: String)] {
        guard kept > 0 else { return [] }
        return (1...kept).reversed().map { number in
            (number == 1 ? path : "\(path).\(number - 1)", "\(path).\(number)")
        }
    }

    /// The moment of a line that begins with its date and zone, or has them as its first value.
    package static func moment(of line: some StringProtocol) -> ServiceInstant? {
        let start = line.prefix(40).firstIndex { $0.isNumber }
        guard let text = start.map({ line[$0...].prefix(25) }), text.count == 25 else { return nil }
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        let signs = String(text.filter { !$0.isNumber })
        guard numbers.count == 8, signs == "--T::+:" || signs == "--T::-:", (1...12).contains(numbers[1]) else {
            return nil
        }
        let time = CivilTime(
            year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3], minute: numbers[4])
        let ahead = Duration.seconds(numbers[6] * 3600 + numbers[7] * 60)
        return time.atUTC + .seconds(numbers[5]) - (signs.hasSuffix("+:") ? ahead : .zero - ahead)
    }
}
