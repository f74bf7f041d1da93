package import Catalogue
import LuaBridge
import TerminalText

/// `progress`: a live line while a long job runs.
package struct ProgressModule: ScriptModule {
    package static let name = "progress"
    package static let summary = "A live line while a long job runs."
    package static let bindings = [start]
    package static let objects = [ModuleObject(Progress.bindings) { (bar: Progress) in bar.finish() }]

    let console: Console
    let live: LiveStatus?

    package init(_ host: AllModules) {
        console = host.console
        live = host.runs.live
    }

    static let start = Binding<ProgressModule>(
        "progress.start", "Shows the progress of a job: a live line on a terminal, elsewhere a line each half minute.",
        .required("label", String.self, "What the job does."),
        .option("total", Int?.self, "How many there are, if known."),
        returns: .value("The progress."),
        example: """
            local bar <close> = progress.start("shortening", { total = 3 })
            for i = 1, 3 do bar:add() end
            """,
        run: { module, label, total in Progress(label, total: total, console: module.console, live: module.live) })
}
