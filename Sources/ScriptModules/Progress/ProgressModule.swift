package import Catalogue
package import LuaBridge

/// `progress`: a live line while a long job runs.
package struct ProgressModule: Sendable {
    let console: Console

    package init(console: Console) {
        self.console = console
    }

    package static let bindings: [Binding<ProgressModule>] = [start]

    static let start = Binding<ProgressModule>(
        "progress.start", "Shows how far a job is, on a terminal; elsewhere only its end is logged.",
        .required("label", String.self, "What is being done."),
        .option("total", Int?.self, "How many there are, if that is known."),
        returns: .value("The progress."),
        example: """
            local bar <close> = progress.start("shortening", { total = 3 })
            for i = 1, 3 do bar:add() end
            """,
        run: { module, label, total in Progress(label, total: total, console: module.console) })

    /// Makes the `progress` table.
    package func install(in state: LuaState) {
        for binding in Self.bindings { state.register(binding.function(of: self)) }
        state.setMethods(of: Progress.self, Progress.methods)
    }
}
