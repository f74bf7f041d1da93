import ApiClients
import Catalogue
import FoundationEssentials
import Glibc
import LineEditor
import LuaBridge
import Repl
import ScriptModules
import ScriptRunner
import Settings
import Synchronization
import TerminalText

/// A REPL as the command line asked for it.
struct ReplStart: Sendable {
    var start = SessionStart()
    /// Whether a person is asked before each write in production.
    var asksBeforeWrites = true
    var keys: LineEditor.Keys?
    /// A file that is run before the first line is read.
    var file: String?

    private static let command = "govscript repl"

    /// Reads to the end and ends the process, or restarts it with another profile.
    func execute() async -> Never {
        let secrets = SecretRegistry()
        do {
            // Before anything is started; it is read again where it is run.
            if let file { _ = try InputFile.contents(of: file) }
            let choice = try start.choice()
            try await start.serving(choice, secrets, command: Self.command) { configuration, server in
                try await converse(configuration, choice, server)
            }
        } catch {
            ProcessExit.exit(error, stopped: nil, console: Console(secrets: secrets))
        }
        ProcessExit.exit(code: ExitCode.done.rawValue)
    }

    /// Reads to the end on a thread of its own, which the editor wants, and ends the process.
    private func converse(
        _ configuration: RunConfiguration, _ choice: ProfileChoice, _ server: SandboxNotice?
    ) async throws {
        let (code, next) = try await LuaThread.run { try self.read(configuration, choice, server) }
        if let next { next.execute() }
        ProcessExit.exit(code: code)
    }

    private func read(
        _ configuration: RunConfiguration, _ choice: ProfileChoice, _ server: SandboxNotice?
    ) throws -> (Int32, ReplRestart?) {
        let isDumb = Environment.variables["TERM"] == "dumb"
        let inColour = isatty(1) == 1 && !isDumb && Environment.variables["NO_COLOR"] == nil
        let isTerminal = isatty(0) == 1 && isatty(1) == 1 && !isDumb
        let profile = configuration.profile
        // A dry run sends nothing that one could be asked about.
        let mayAsk = profile.isProduction && asksBeforeWrites && !start.isDryRun
        var confirm: (@Sendable (String) async -> Bool)?
        let console: any ReplConsole
        // Only a terminal that is given back can show a text in pages.
        var pages: ReplPages?
        if isTerminal {
            let secrets = configuration.secrets
            let history = LineHistory(
                in: Environment.stateDirectory + "/history", name: profile.name,
                mayKeep: { HistoryPolicy.mayKeep($0) && secrets.redact($0) == $0 })
            var page: (@Sendable (String) -> Bool)?
            if let pager = Pager(environment: Environment.variables) { page = { pager.show($0) } }
            let terminal = try TerminalConsole(history: history, keys: keys, inColour: inColour, pager: page)
            pages = ReplPages()
            if mayAsk { confirm = terminal.confirm }
            console = terminal
        } else {
            // Nobody can be asked here.
            if mayAsk { confirm = { _ in false } }
            console = StreamConsole(isPrompting: isatty(0) == 1 && isatty(1) == 1)
        }
        let output = console.output
        let lines =
            isTerminal
            ? Console(secrets: configuration.secrets, screen: output.report) : Console(secrets: configuration.secrets)
        let session = try ScriptSession(
            start.options(
                ScriptSource(named: "input", text: []), command: Self.command, console: lines, choice),
            configuration: configuration)
        let engine = makeEngine(session, output, confirm, inColour, pages)
        let restart = Mutex<ReplRestart?>(nil)
        let code = try withExtendedLifetime(restart) {
            var options = replOptions(profile, inColour)
            options.advisor = session.advisor
            options.greeting += try sandboxWords(choice, server)
            options.liveLine = { lines.liveLine.isEmpty ? nil : lines.liveLine }
            options.pages = pages
            options.commands = ReplCommands(configuration).all { next in restart.withLock { $0 = next } }
            defer { session.endLeases() }
            return ReplSession(engine: engine, console: console, options: options).run()
        }
        return (code, restart.withLock(\.self))
    }

    private func makeEngine(
        _ session: ScriptSession, _ output: ReplOutput, _ confirm: (@Sendable (String) async -> Bool)?,
        _ inColour: Bool,
        _ pages: ReplPages?
    ) -> ReplEngine {
        let help = ReplHelp(AllModules.manual, isEmphasised: inColour) { Terminal.width }
        return ReplEngine(
            output: output,
            make: {
                let state = try session.makeInterpreter(confirm: confirm)
                state.scheduler.onUnobservedError = { [advisor = session.advisor] error in
                    var error = error
                    error.hint = error.hint ?? advisor.hint(for: error)
                    let lines = ErrorReport(error).lines(inColour: inColour)
                    output.report(
                        (["in a task that is not waited for:"] + lines.map(\.text)).joined(separator: "\n"))
                }
                state.scheduler.onInspection = { output.write($0.visibleLines.joined(separator: "\n")) }
                help.install(in: state) { text in
                    if let pages { pages.add(text) } else { output.write(text) }
                }
                return state
            },
            finish: { _ in
                do { try session.closeInterpreter() } catch { output.report(TerminalLine("error: \(error)").text) }
            }, onInterrupt: { session.interruptKeyCommands() })
    }

    /// What the prompt says at its start of a sandbox that is not as usual.
    private func sandboxWords(_ choice: ProfileChoice, _ server: SandboxNotice?) throws -> [String] {
        guard choice.profile.base == .sandbox else { return [] }
        let faults = try server?.faults ?? Sandbox.faults(flag: start.faults).text ?? ""
        return (server.map { ["This sandbox is shared with \($0.command) (process \($0.pid))."] } ?? [])
            + (faults.isEmpty ? [] : ["Simulated failures: \(faults.visible)"])
    }

    private func replOptions(_ profile: Profile, _ inColour: Bool) -> ReplSession.Options {
        var options = ReplSession.Options()
        let (name, service) = (profile.name, profile.defaultLinks.rawValue)
        // White on red: production is impossible to overlook.
        let colour = profile.isProduction ? "1;37;41" : profile.base == .sandbox ? "32" : "33"
        let shown = profile.isProduction ? " \(name.uppercased()) " : name
        let links = start.isDryRun ? "\(service), dry run> " : "\(service)> "
        options.prompt = { inColour ? "\u{1B}[\(colour)m\(shown)\u{1B}[0m \(links)" : "\(shown) \(links)" }
        options.greeting = [
            "govscript \(Govscript.version), Lua 5.4. help explains, .help lists commands, Tab completes."
        ]
        if profile.isProduction, asksBeforeWrites, !start.isDryRun {
            options.greeting.append("This is production: each write asks first. Try things out with --sandbox.")
        }
        if start.isDryRun { options.greeting.append("A dry run: writes are listed at the end, and not sent.") }
        options.file = file
        options.describe = { error, inColour in
            var report = ErrorReport(error)
            report.calls = []
            // The one that is left is for scripts.
            if case .syntax = error.kind, error.hint == nil { report.hint = nil }
            return report.lines(inColour: inColour)
        }
        options.exitCode = { $0.exitCode(stopped: nil) }
        options.manual = AllModules.manual
        return options
    }
}
