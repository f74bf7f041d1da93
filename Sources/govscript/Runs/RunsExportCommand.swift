import ArgumentParser
import DurableRuns
import FoundationEssentials
import RunJournal
import ScriptModules
import ScriptRunner
import TextFormats

struct RunsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print every item of a run, in input order.",
        discussion: """
            As CSV, each item is a row: its key and state, the columns of the input, \
            the fields of its result, and in columns of their own why it is not done and \
            what to do about it. Nested values are spread over columns \
            (dataset.name), lists stand in one cell. JSON keeps them as they are.

            Examples:
              govscript runs export campaign > items.csv
              govscript runs export campaign --format json
            """)

    @OptionGroup var choice: RunChoice

    @Option(help: "csv or json (one object per line).")
    var format = Format.csv

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }

    func run() {
        ProcessExit.exiting {
            // A damaged journal is exported as far as it can be read.
            let entry = try RunShelf.entry(choice)
            let reader = try entry.reader(evenIfDamaged: true)
            let columns = try ItemColumns(of: reader)
            let table = format == .csv ? RunTable(of: reader, columns) : nil
            if let table { Output.data(CSVRowEncoder.record(table.header)) }
            let items = try reader.itemsInInputOrder()
            while let item = try items.next() {
                let writes = try item.state == .done ? [] : reader.steps(ofItem: item.ordinal).map(RunJSON.Write.init)
                // A row whose key was corrected is no longer in the input; one that was done has made something.
                if item.isGone, item.state != .done, writes.isEmpty { continue }
                let cells = columns.cells(in: item.cells)
                if let table {
                    Output.data(CSVRowEncoder.record(table.row(item, cells, writes)))
                } else {
                    Output.json(try RunJSON.line(RunJSON.Item(item, writes, cells: cells)))
                }
            }
        }
    }
}

extension RunTable {
    /// The table of a run, which knows the columns of all results: they are read for that.
    fileprivate init(of reader: JournalReader, _ items: ItemColumns) {
        var columns = SaveColumns(item: items.shown)
        var known: Set<String> = []
        let results = reader.items(.all)
        // What is damaged is told where the rows are printed.
        while let item = try? results.next() {
            let names = item.result.map(RunTable.columns(ofResult:)) ?? []
            for name in names where known.insert(name).inserted { columns.result.append(name) }
        }
        self.init(
            first: ["key", "state", "place"], columns,
            last: ["error_kind", "error", "details", "hint", "attempts", "changed", "writes"])
    }

    fileprivate func row(_ item: ItemRecord, _ cells: [String: String], _ writes: [RunJSON.Write]) -> [String] {
        let error = item.error.map { RecordedError(text: $0) }
        return row(
            first: [item.key, item.state.name, item.place ?? ""], item: cells, result: item.result,
            last: [
                item.errorKind ?? "", error?.message ?? "", error?.details.joined(separator: "; ") ?? "",
                error?.hint ?? "", "\(item.attempts)", item.changed.formatted(.iso8601),
                writes.map(\.words).joined(separator: "; "),
            ])
    }
}
