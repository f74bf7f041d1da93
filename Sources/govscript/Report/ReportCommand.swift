import ApiClients
import ArgumentParser
import ScriptRunner
import StartRecords

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Show what a start of a script did: as text, a web page, or JSON.",
        discussion: """
            The page is one file that needs no network; print it or mail it. A start \
            is named by its id, its script, its schedule, or as last; govscript runs \
            lists them. One of another machine is shown if this one has none, where \
            machines share a database (GOVSCRIPT_STATE).

            Examples:
              govscript report
              govscript report nightly --html tuesday.html
              govscript report k3x9 --json report.json
            """)

    @Argument(help: ArgumentHelp("The start's id, its script, its schedule, or last.", valueName: "start"))
    var name = "last"

    @Option(help: ArgumentHelp("Write a web page to this file.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Write the record as JSON to this file; - for standard output.", valueName: "file"))
    var json: String?

    func run() {
        ProcessExit.exiting {
            let record = try StartShelf.start(name)
            if let html { try write(HTMLReport(record).html, to: html) }
            if let json {
                let text = String(decoding: record.json, as: UTF8.self)
                if json == "-" { Output.json(text) } else { try write(text + "\n", to: json) }
            }
            guard html == nil, json == nil else { return }
            for line in StartSummary(record).lines(withParticulars: true) { Output.line(line) }
        }
    }

    private func write(_ text: String, to path: String) throws {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let folder = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
        try OutputFolder(folder.isEmpty ? "/" : folder).write(text, to: String(parts.last ?? ""))
    }
}
