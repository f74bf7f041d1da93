import ApiClients
import ApiEmulator
import ArgumentParser
import Glibc
import LuaBridge
import ScriptModules
import ScriptRunner

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a script.",
        discussion: """
            What follows FILE is the script's own and reaches it as `args`. Without a profile the production services
            are meant; keys come from the environment (GOVSCRIPT_GO_API_KEY, GOVSCRIPT_FORSG_API_KEY,
            GOVSCRIPT_DATAGOV_API_KEY). With --sandbox nothing leaves this machine and no key is needed.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Run this code instead of a file.", valueName: "code"))
    var execute: String?

    @Flag(help: "Run against the built-in emulator; its data are kept for the next time.")
    var sandbox = false

    @Flag(help: "Run against the built-in emulator, emptied before.")
    var freshSandbox = false

    @Option(help: ArgumentHelp("production or staging (also: GOVSCRIPT_PROFILE).", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("End the script after so many seconds.", valueName: "seconds"))
    var timeout: Double?

    @Option(help: ArgumentHelp("Megabytes that the script may hold.", valueName: "MiB"))
    var memoryLimit = 1024

    @Option(help: ArgumentHelp("Let the script read this file or folder; may be repeated.", valueName: "path"))
    var allowRead: [String] = []

    @Option(help: ArgumentHelp("Let the script write this file or folder; may be repeated.", valueName: "path"))
    var allowWrite: [String] = []

    @Flag(help: "Let the script run other programs (os.execute, io.popen).")
    var allowRun = false

    @Flag(help: "Let the script do all that plain Lua 5.4 can.")
    var allowAll = false

    @Flag(name: .shortAndLong, help: "Show what log.debug says too.")
    var verbose = false

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The script, or - for standard input; then its arguments.", valueName: "file"))
    var words: [String] = []

    func validate() throws {
        if execute == nil && words.isEmpty { throw ValidationError("Give a script to run, or -e with some code.") }
        if let timeout, timeout <= 0 { throw ValidationError("--timeout wants seconds above 0.") }
        if memoryLimit < 1 { throw ValidationError("--memory-limit wants megabytes from 1.") }
        if sandbox || freshSandbox, profile != nil {
            throw ValidationError("--sandbox and --profile exclude each other.")
        }
    }

    func run() async throws {
        let console = Console()
        let signals = SignalWatch()
        do {
            let options = try sessionOptions(console)
            if sandbox || freshSandbox {
                try await Sandbox.serving(fresh: freshSandbox) { configuration in
                    try await run(options, configuration, signals)
                }
            } else {
                let configuration = try RunConfiguration(profile: profile, environment: Environment.variables)
                try await run(options, configuration, signals)
            }
        } catch {
            Failure.exit(error, stopped: signals.session?.stopReason, console: console)
        }
        if case .exit(let code) = signals.session?.stopReason { Failure.exit(code: code) }
        Failure.exit(code: ExitCode.done.rawValue)
    }

    private func run(
        _ options: ScriptSession.Options, _ configuration: RunConfiguration, _ signals: SignalWatch
    ) async throws {
        let session = try ScriptSession(options, configuration: configuration)
        signals.watch(session)
        let limit = timeout.map { seconds in
            Task {
                try await Task.sleep(for: .seconds(seconds))
                session.stop(.timeLimit(.seconds(seconds)))
                SignalWatch.endProcess(after: 4, code: ExitCode.scriptError.rawValue)
            }
        }
        defer { limit?.cancel() }
        try await session.run()
    }

    private func sessionOptions(_ console: Console) throws -> ScriptSession.Options {
        let source: ScriptSource
        var arguments = words
        if let execute {
            source = ScriptSource(named: "(command line)", text: Array(execute.utf8))
        } else {
            let path = arguments.removeFirst()
            source =
                path == "-"
                ? ScriptSource(named: "(standard input)", text: try InputFile.standardInput())
                : ScriptSource(file: path, text: try InputFile.contents(of: path))
        }
        let files = FileAccess(
            workingDirectory: Environment.workingDirectory, scriptDirectory: source.directory,
            home: Environment.variables["HOME"], reading: allowRead, writing: allowWrite, arguments: arguments,
            denied: [Environment.stateDirectory, Environment.configurationDirectory], everything: allowAll)
        var options = ScriptSession.Options(source: source, files: files, console: console)
        options.arguments = arguments
        options.logLevel = verbose ? .debug : .info
        options.memoryLimit = memoryLimit << 20
        options.permissions = LuaPermissions(run: allowRun, all: allowAll)
        return options
    }
}
