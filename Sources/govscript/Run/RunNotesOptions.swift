import ArgumentParser
import Operations

/// The flags of ``RunNotes``.
struct RunNotesOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Tell of start and end: https://hc-ping.com/…, json:https://…, mailto:… (repeatable).", valueName: "url"))
    var notify: [String] = []

    @Option(help: ArgumentHelp("Write metrics for node_exporter to this file.", valueName: "file"))
    var metricsFile: String?

    @Option(help: ArgumentHelp("Count this start among those of a schedule.", valueName: "name"))
    var schedule: String?

    @Option(help: ArgumentHelp("Do nothing unless it is one of these times.", valueName: "times"))
    var onlyAt: String?

    func validate() throws { _ = try notes }

    var notes: RunNotes {
        get throws {
            var notes = RunNotes(schedule: schedule, metricsFile: metricsFile)
            if let schedule, !Schedule.isName(schedule) {
                throw ValidationError("'\(schedule)' cannot name a schedule.")
            }
            do { notes.targets = try notify.map { try AlertTarget($0) } } catch {
                throw ValidationError("--notify: \(error).")
            }
            guard let onlyAt else { return notes }
            do {
                let (expression, zone) = try CalendarExpression.parse(onlyAt)
                notes.onlyAt = RunNotes.OnlyAt(
                    expression: expression, zone: try zone.map { try ZoneRules(named: $0) } ?? .system)
            } catch { throw ValidationError("--only-at: \(error).") }
            return notes
        }
    }
}
