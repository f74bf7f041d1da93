import FoundationEssentials

/// A user's crontab as text, in which only the lines between our marks are ours.
package struct Crontab: Sendable {
    /// All of it.
    package private(set) var text: String

    package init(_ text: String) { self.text = text }

    static func begin(_ name: String) -> String { "# govscript schedule \(name): change it with govscript schedule" }
    static func end(_ name: String) -> String { "# end of govscript schedule \(name)" }
    private static let mark = "# govscript "

    static func definition(_ schedule: Schedule) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Text and numbers: encoding them cannot fail.
        let json = (try? encoder.encode(schedule)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        return mark + json
    }

    /// The schedules in it, in their order.
    package var schedules: [Schedule] {
        text.split(separator: "\n").compactMap { line in
            guard line.hasPrefix(Self.mark + "{") else { return nil }
            let schedule = try? JSONDecoder().decode(Schedule.self, from: Data(line.dropFirst(Self.mark.count).utf8))
            return schedule.flatMap { Schedule.isName($0.name) ? $0 : nil }
        }
    }

    /// The lines of a schedule, with its marks; nil if there is none of the name, or if a mark is missing.
    package func lines(of name: String) -> [String]? {
        range(of: name).map { text[$0].split(separator: "\n").map(String.init) }
    }

    /// Whether somebody has removed one of a schedule's marks.
    package func isDamaged(_ name: String) -> Bool {
        schedules.contains { $0.name == name } && range(of: name) == nil
    }

    /// What `CRON_TZ` holds at the end; nil where nothing does.
    var zone: String? {
        text.split(separator: "\n").last { $0.hasPrefix("CRON_TZ=") }.map { String($0.dropFirst("CRON_TZ=".count)) }
    }

    /// Adds a schedule at the end, or puts it in the place of the one of its name.
    ///
    /// Every other byte stays, but for a line break that the last line lacks.
    ///
    /// - Throws: ``CrontabEntry/Unwritable``
    package mutating func put(_ entry: CrontabEntry) throws(CrontabEntry.Unwritable) {
        if let range = range(of: entry.schedule.name) {
            let before = Crontab(String(text[..<range.lowerBound])).zone
            let lines = try entry.lines(zoneBefore: before)
            text.replaceSubrange(range, with: lines.map { $0 + "\n" }.joined())
            return
        }
        let lines = try entry.lines(zoneBefore: zone)
        if !text.isEmpty, text.last != "\n" { text += "\n" }
        text += lines.map { $0 + "\n" }.joined()
    }

    /// Takes a schedule out; false if there is none of the name.
    package mutating func remove(_ name: String) -> Bool {
        guard let range = range(of: name) else { return false }
        text.removeSubrange(range)
        return true
    }

    /// From the first mark to the end of the line of the last one.
    private func range(of name: String) -> Range<String.Index>? {
        var place = text.startIndex
        var begin: String.Index?
        while place < text.endIndex {
            let end = text[place...].firstIndex(of: "\n") ?? text.endIndex
            let line = text[place..<end]
            let next = end < text.endIndex ? text.index(after: end) : end
            if line == Self.begin(name) { begin = place }
            if line == Self.end(name), let begin { return begin..<next }
            place = next
        }
        return nil
    }
}
