public import Catalogue
public import LuaBridge

/// `progress`: a live line while a long job runs.
public struct ProgressModule: Sendable {
    let console: Console

    public init(console: Console) {
        self.console = console
    }

    public static let bindings: [Binding<ProgressModule>] = [start]

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
    public func install(in state: LuaState) {
        for binding in Self.bindings { state.register(binding.function(of: self)) }
        state.setMethods(of: Progress.self, Progress.methods)
    }
}
