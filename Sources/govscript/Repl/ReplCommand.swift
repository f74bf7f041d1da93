import ArgumentParser
import FoundationEssentials
import Glibc
import LineEditor
import LuaBridge
import Repl
import ScriptModules
import ScriptRunner

struct ReplCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Runs what you type, line by line.",
        discussion: """
            Values print by themselves, Tab completes, help() explains, .help lists the commands of the REPL itself.
            With FILE the file is run first. Where standard input is no terminal, statements are read from it, and the
            first error ends it. In production each write asks for a yes, unless --yes was given.
            """)

    @Flag(help: "Talk to the built-in emulator; its data are kept for the next time.")
    var sandbox = false

    @Flag(help: "Talk to the built-in emulator, emptied before.")
    var freshSandbox = false

    @Option(help: ArgumentHelp("production or staging (also: GOVSCRIPT_PROFILE).", valueName: "name"))
    var profile: String?

    @Flag(help: "Do not ask before writes to production.")
    var yes = false

    @Option(help: ArgumentHelp("emacs or vi; otherwise ~/.editrc decides.", valueName: "keys"))
    var keys: LineEditor.Keys?

    @Option(help: ArgumentHelp("Megabytes that Lua may hold.", valueName: "MiB"))
    var memoryLimit = 1024

    @Option(help: ArgumentHelp("Let Lua read this file or folder; may be repeated.", valueName: "path"))
    var allowRead: [String] = []

    @Option(help: ArgumentHelp("Let Lua write this file or folder; may be repeated.", valueName: "path"))
    var allowWrite: [String] = []

    @Flag(help: "Let Lua run other programs (os.execute, io.popen).")
    var allowRun = false

    @Flag(help: "Let Lua do all that plain Lua 5.4 can.")
    var allowAll = false

    @Flag(help: "Read, but list the writes instead of sending them.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Show what log.debug says too.")
    var verbose = false

    @Argument(help: ArgumentHelp("A file to run first.", valueName: "file"))
    var file: String?

    func validate() throws {
        if memoryLimit < 1 { throw ValidationError("--memory-limit wants megabytes from 1.") }
        if sandbox || freshSandbox, profile != nil {
            throw ValidationError("--sandbox and --profile exclude each other.")
        }
    }

    func run() async {
        do {
            if sandbox || freshSandbox {
                try await Sandbox.serving(fresh: freshSandbox) { try await converse($0) }
            } else {
                try await converse(RunConfiguration(profile: profile, environment: Environment.variables))
            }
        } catch {
            Failure.exit(error, stopped: nil, console: Console())
        }
    }

    /// Reads to the end on a thread of its own, which the editor wants, and ends the process.
    private func converse(_ configuration: RunConfiguration) async throws {
        let code = try await LuaThread.run { try self.read(configuration) }
        Failure.exit(code: code)
    }

    private func read(_ configuration: RunConfiguration) throws -> Int32 {
        let inColour = isatty(1) == 1 && Environment.variables["NO_COLOR"] == nil
        let isTerminal = isatty(0) == 1 && isatty(1) == 1 && Environment.variables["TERM"] != "dumb"
        let name = configuration.profile.name
        var confirm: (@Sendable (String) async -> Bool)?
        let console: any ReplConsole
        if isTerminal {
            let history = LineHistory(in: Environment.stateDirectory + "/history", name: name)
            let terminal = try TerminalConsole(history: history, keys: keys, inColour: inColour)
            if name == Profile.production.name, !yes { confirm = terminal.confirm }
            console = terminal
        } else {
            console = StreamConsole()
        }
        let output = console.output
        let manual = AllModules.manual
        let help = ReplHelp(manual, isEmphasised: inColour) { Terminal.width }
        let session = try ScriptSession(options(output), configuration: configuration)
        let engine = ReplEngine(
            output: output,
            make: { [confirm] in
                let state = try session.makeInterpreter(confirm: confirm)
                state.scheduler.onUnobservedError = { error in
                    output.report(
                        (["in a task that nobody waits for:"] + ErrorReport(error).lines(inColour: inColour))
                            .joined(separator: "\n"))
                }
                state.scheduler.onInspection = output.write
                help.install(in: state, write: output.write)
                return state
            },
            finish: { _ in session.closeInterpreter() })
        return ReplSession(engine: engine, console: console, options: replOptions(configuration, inColour)).run()
    }

    private func replOptions(_ configuration: RunConfiguration, _ inColour: Bool) -> ReplSession.Options {
        var options = ReplSession.Options()
        let name = configuration.profile.name, service = configuration.profile.defaultLinks.rawValue
        // White on red: production is impossible to overlook.
        let colour = name == Profile.production.name ? "1;37;41" : name == "sandbox" ? "32" : "33"
        options.prompt = { inColour ? "\u{1B}[\(colour)m\(name)\u{1B}[0m \(service)> " : "\(name) \(service)> " }
        options.greeting = ["govscript \(Govscript.configuration.version) · Lua 5.4 · help() and .help explain"]
        options.file = file
        options.describe = { error, inColour in
            var report = ErrorReport(error)
            report.calls = []
            return report.lines(inColour: inColour)
        }
        options.exitCode = { $0.exitCode(stopped: nil) }
        options.manual = AllModules.manual
        return options
    }

    private func options(_ output: ReplOutput) throws -> ScriptSession.Options {
        let files = FileAccess(
            workingDirectory: Environment.workingDirectory, scriptDirectory: nil,
            home: Environment.variables["HOME"], reading: allowRead, writing: allowWrite, arguments: [],
            denied: [Environment.stateDirectory, Environment.configurationDirectory], everything: allowAll)
        let isSandboxed = sandbox || freshSandbox
        var options = ScriptSession.Options(
            source: ScriptSource(named: "input", text: []), files: files, console: Console(output.report),
            stateDirectory: isSandboxed ? Sandbox.directory + "/host" : Environment.stateDirectory)
        options.environment = Environment.variables
        options.logLevel = verbose ? .debug : .info
        options.memoryLimit = memoryLimit << 20
        options.permissions = LuaPermissions(run: allowRun, all: allowAll)
        options.sharesLimits = !isSandboxed
        options.isDryRun = dryRun
        options.command = "govscript repl"
        return options
    }
}

extension LineEditor.Keys: ExpressibleByArgument {}
