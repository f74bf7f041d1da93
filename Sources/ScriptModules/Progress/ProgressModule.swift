package import Catalogue
package import LuaBridge

/// `progress`: a live line while a long job runs.
package struct ProgressModule: Sendable {
    let console: Console
    let live: LiveStatus?

    package init(console: Console, live: LiveStatus? = nil) {
        self.console = console
        self.live = live
    }

    package static let bindings: [Binding<ProgressModule>] = [start]

    static let start = Binding<ProgressModule>(
        "progress.start", "Shows the progress of a job: a live line on a terminal, elsewhere a line each minute.",
        .required("label", String.self, "What the job does."),
        .option("total", Int?.self, "How many there are, if known."),
        returns: .value("The progress."),
        example: """
            local bar <close> = progress.start("shortening", { total = 3 })
            for i = 1, 3 do bar:add() end
            """,
        run: { module, label, total in Progress(label, total: total, console: module.console, live: module.live) })

    /// Makes the `progress` table.
    package func install(in state: LuaState) {
        for binding in Self.bindings { state.register(binding.function(of: self)) }
        state.setMethods(of: Progress.self, Progress.methods)
    }
}
