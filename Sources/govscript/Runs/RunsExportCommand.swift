import ArgumentParser
import DurableRuns
import FoundationEssentials
import RunJournal
import ScriptModules
import ScriptRunner

struct RunsExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print every item of a run, in input order.",
        discussion: """
            Examples:
              govscript runs export campaign > items.csv
              govscript runs export campaign --format json
            """)

    @OptionGroup var choice: RunChoice

    @Option(help: "csv or json (one object per line).")
    var format = Format.csv

    enum Format: String, ExpressibleByArgument, CaseIterable { case csv, json }

    func run() async {
        await ProcessExit.exiting {
            // A damaged journal is exported as far as it can be read.
            let entry = try RunShelf.entry(choice)
            let reader = try entry.store.reader(entry.run, evenIfDamaged: true)
            let items = reader.items(.all)
            if format == .csv {
                Output.data("key,place,state,attempts,changed,error_kind,error,details,hint,result,writes")
            }
            while let item = try items.next() {
                let writes = try item.state == .done ? [] : reader.steps(ofItem: item.ordinal).map(RunJSON.Write.init)
                switch format {
                case .csv: Output.data(Self.row(item, writes))
                case .json: Output.json(try RunJSON.line(RunJSON.Item(item, writes)))
                }
            }
        }
    }

    private static func row(_ item: ItemRecord, _ writes: [RunJSON.Write]) -> String {
        let error = item.error.map { RecordedError(text: $0) }
        return CSVRowEncoder.record([
            item.key, item.place ?? "", item.state.name, "\(item.attempts)", item.changed.formatted(.iso8601),
            item.errorKind ?? "", error?.message ?? "", error?.details.joined(separator: "; ") ?? "", error?.hint ?? "",
            item.result ?? "",
            writes.map(\.words).joined(separator: "; "),
        ])
    }
}
