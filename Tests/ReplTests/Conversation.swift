import LuaBridge
import Repl
import TerminalSupport

/// A REPL over a scripted console.
struct Conversation {
    var text: String
    var code: Int32
    var prompts: [String]
    var remembered: [String]

    /// Enters these lines, and gives what was written.
    static func run(
        _ lines: [String], isInteractive: Bool = true, signals: [Int: Int32] = [:], columns: Int = 60,
        _ change: @escaping @Sendable (inout ReplSession.Options) -> Void = { _ in }
    ) async throws -> Conversation {
        try await inputs(
            lines.map { .line($0) }, isInteractive: isInteractive, signals: signals, columns: columns, change)
    }

    static func inputs(
        _ inputs: [ReplInput], isInteractive: Bool = true, signals: [Int: Int32] = [:], columns: Int = 60,
        _ change: @escaping @Sendable (inout ReplSession.Options) -> Void = { _ in }
    ) async throws -> Conversation {
        try await Program.aside {
            let console = ScriptedConsole(inputs, isInteractive: isInteractive)
            console.signals = signals
            console.columns = columns
            var options = ReplSession.Options()
            change(&options)
            let session = ReplSession(engine: engine(console.output), console: console, options: options)
            let code = session.run()
            return Conversation(
                text: console.text, code: code, prompts: console.prompts, remembered: console.remembered)
        }
    }

    static func engine(_ output: ReplOutput) -> ReplEngine {
        ReplEngine(
            output: output,
            make: {
                let state = try LuaState()
                try state.open(.sandboxed)
                state.installExit()
                for function in [LuaTaskLibrary.spawn, LuaTaskLibrary.wait, LuaTaskLibrary.sleep] {
                    state.register(function)
                }
                state.setMethods(of: LuaTask.self, [("cancel", LuaTaskLibrary.cancel)])
                state.register(
                    LuaFunction("say") { call in
                        output.write("said " + (try call.string(at: 1)))
                        return .nothing
                    })
                state.scheduler.onUnobservedError = { output.report("in a task: \($0.message)") }
                ReplHelp(
                    overview: { "overview" }, topic: { $0 == "string.rep" || $0 == "pacing" ? "about \($0)" : nil },
                    names: { ["string.rep", "pacing"] }
                ).install(in: state, write: output.write)
                return state
            })
    }
}
