import ArgumentParser
import DurableRuns
import FoundationEssentials
import LuaBridge
import RunJournal
import ScriptModules
import ScriptRunner
import StartRecords
import SystemFiles
import TerminalText

struct RunsShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a run or a start: progress, and what failed or is uncertain.",
        discussion: """
            A resumable run is named by its name; a start by its id, its script, or \
            as last.

            Examples:
              govscript runs show campaign
              govscript runs show campaign --failed
              govscript runs show last
            """)

    @OptionGroup var choice: RunChoice

    @Flag(help: "List every failed and uncertain item.")
    var failed = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        ProcessExit.exiting { try show() }
    }

    /// Prints the run.
    ///
    /// - Throws: ``ApiError`` if there is no such run, or a journal that cannot be read.
    func show() throws {
        guard let entry = try RunShelf.find(choice) else { return try showStart() }
        let reader = try entry.reader()
        if json {
            var run = try RunJSON.Run(entry, reader)
            run.trouble = []
            let items = reader.items(.trouble)
            while let item = try items.next() { run.trouble?.append(RunJSON.Item(item)) }
            return Output.json(try RunJSON.text(run))
        }
        let summary = try entry.run.lacksRows ? reader.summary() : entry.run.summary.get()
        for line in Self.head(summary, owner: entry.owner()) { Output.line(line) }
        try list(reader, summary)
    }

    /// Prints the start that is meant.
    private func showStart() throws {
        guard let record = try StartShelf.find(choice.name) else {
            // Which says what there is.
            _ = try RunShelf.entry(choice)
            return
        }
        if json { return Output.json(String(decoding: record.json, as: UTF8.self)) }
        for line in StartSummary(record).lines(withParticulars: true) { Output.line(line) }
    }

    private static func head(_ summary: RunSummary, owner: String?) -> [String] {
        let counts = ItemState.allCases.compactMap { state in
            summary.items[state].map { "\($0) \(state.name)" }
        }
        var lines = [
            "\(summary.identity.title) (\(summary.identity.profile))",
            "  items    \(counts.isEmpty ? "none" : counts.joined(separator: ", "))",
            "  calls    \(summary.steps) recorded",
        ]
        if let begun = summary.firstBegun { lines.append("  started  \(begun.local)") }
        if let last = summary.lastActivity { lines.append("  active   \(last.local)") }
        if let owner { lines.append("  now      running in \(owner)") }
        for (kind, count) in summary.failures.sorted(by: { $0.key < $1.key }) {
            lines.append("  failed   \(count) \(kind)")
        }
        return lines
    }

    private func list(_ reader: JournalReader, _ summary: RunSummary) throws {
        let total = (summary.items[.failed] ?? 0) + (summary.items[.uncertain] ?? 0)
        guard total > 0 else { return }
        Output.line("")
        let items = reader.items(.trouble)
        var shown = 0
        while let item = try items.next() {
            if !failed, shown == 5 {
                Output.line("  … and \(total - shown) more: --failed shows all")
                break
            }
            shown += 1
            let place = item.place.map { "\($0): " } ?? ""
            let error = item.error.map { RecordedError(text: $0) }
            Output.line("  \(item.state.name)  \(place)\"\(item.key)\": \(error?.message ?? "")")
            for line in error?.linesBelow ?? [] { Output.line("    \(line)") }
        }
        if (summary.items[.uncertain] ?? 0) > 0 {
            Output.line("")
            Output.line(
                "Check each uncertain item at the service, then close it: govscript runs resolve "
                    + "\(summary.identity.title.shellWord) KEY done|redo")
        }
    }
}
