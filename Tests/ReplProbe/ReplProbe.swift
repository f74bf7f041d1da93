import Catalogue
import Glibc
import LineEditor
import LuaBridge
import Repl
import TerminalText

/// A REPL without services: what the tests drive on a terminal, and by pipes.
///
/// usage: ReplProbe [HISTORY-FOLDER]
@main
struct ReplProbe {
    static func main() throws {
        let words = CommandLine.arguments
        var options = ReplSession.Options()
        let console: any ReplConsole
        var confirm: @Sendable (String) async -> Bool = { _ in false }
        if isatty(0) == 1 {
            let terminal = try TerminalConsole(history: LineHistory(in: words.count > 1 ? words[1] : nil))
            confirm = terminal.confirm
            options.greeting = ["probe ready"]
            console = terminal
        } else {
            console = StreamConsole()
        }
        let output = console.output
        let engine = ReplEngine(
            output: output,
            make: { [confirm] in
                let state = try LuaState()
                try state.open(.sandboxed)
                state.installExit()
                let functions = [LuaTaskLibrary.spawn, LuaTaskLibrary.wait, LuaTaskLibrary.sleep, slow, ask(confirm)]
                for function in functions { state.register(function) }
                state.setMethods(
                    of: LuaTask.self, [("__index", LuaTaskLibrary.index), ("__tostring", LuaTaskLibrary.describe)])
                state.scheduler.onUnobservedError = { output.report("error in a task: \($0.message)") }
                state.scheduler.onInspection = { output.write($0) }
                help.install(in: state, write: output.write)
                return state
            })
        options.describe = { error, inColour in
            [TerminalLine("error:", inColour ? .alarm : nil) + TerminalLine(" \(error.message)")]
        }
        options.manual = manual
        exit(ReplSession(engine: engine, console: console, options: options).run())
    }

    private static let manual = Manual(
        [update.signature], summaries: ["links": "Short links."],
        topics: [HelpTopic("pacing", "Pacing", "About pacing.")])
    private static let help = ReplHelp(manual, isEmphasised: false) { 60 }

    private static let update = Binding<Links>(
        "links.update", "Changes a link.", .option("state", LinkState?.self, "Whether it leads anywhere."),
        returns: .nothing(), example: "links.update()", run: { _, _ in })

    /// Waits until it is cancelled.
    private static let slow = LuaFunction("slow") { _ in
        .wait(
            .operation("waiting for a slot") { context in
                context.status = "waiting for a slot (2.1 s)"
                try await Task.sleep(for: .seconds(1_000_000))
                return []
            })
    }

    private static func ask(_ confirm: @escaping @Sendable (String) async -> Bool) -> LuaFunction {
        LuaFunction("ask") { _ in
            .wait(.operation("asking") { _ in [.boolean(await confirm("Write to production?"))] })
        }
    }
}

private struct Links {}

private enum LinkState: String, LuaConvertible {
    case active = "ACTIVE"
    case inactive = "INACTIVE"

    static var luaTypeName: String { luaAllowedValues.joined(separator: "|") }
    static var luaAllowedValues: [String] { ["\"ACTIVE\"", "\"INACTIVE\""] }
    var lua: LuaValue { .string(rawValue) }

    init(lua: LuaValue) throws(LuaMismatch) {
        guard let state = Self(rawValue: try String(lua: lua)) else { throw LuaMismatch("no state") }
        self = state
    }
}
