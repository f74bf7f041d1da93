import ArgumentParser
import LuaBridge

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a script.",
        discussion: """
            What follows FILE is the script's own and reaches it as `args`. Without a profile the production services
            are meant; keys come from `govscript auth login`, from the environment (GOVSCRIPT_GO_API_KEY,
            GOVSCRIPT_FORSG_API_KEY, GOVSCRIPT_DATAGOV_API_KEY) or from where the configuration file says. With
            --sandbox nothing leaves this machine and no key is needed.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Run this code instead of a file.", valueName: "code"))
    var execute: String?

    @Flag(help: "Run against the built-in emulator; its data are kept for the next time.")
    var sandbox = false

    @Flag(help: "Run against the built-in emulator, emptied before.")
    var freshSandbox = false

    @Option(help: ArgumentHelp("How the sandbox misbehaves (also: GOVSCRIPT_SANDBOX_FAULTS).", valueName: "faults"))
    var faults: String?

    @OptionGroup
    var settings: SettingsOptions

    @Option(help: ArgumentHelp("End the script after so many seconds.", valueName: "seconds"))
    var timeout: Double?

    @Option(help: ArgumentHelp("Give up when a service had no success for so many seconds.", valueName: "seconds"))
    var patience: Double?

    @Flag(help: "Show every request: times, slot waits, headers without keys.")
    var trace = false

    @Option(help: ArgumentHelp("Write every request to a HAR file, which browsers open.", valueName: "file"))
    var traceHar: String?

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

    @Flag(help: "Read, but list the writes instead of sending them.")
    var dryRun = false

    @Option(help: ArgumentHelp("How long writes under way may take after Ctrl-C.", valueName: "seconds"))
    var grace = 4.0

    @Flag(name: .shortAndLong, help: "Show what log.debug says too.")
    var verbose = false

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The script, or - for standard input; then its arguments.", valueName: "file"))
    var words: [String] = []

    func validate() throws {
        if execute == nil, let option = words.first, option.hasPrefix("-"), option != "-" {
            if option == "--help" || option == "-h" { throw CleanExit.helpRequest(self) }
            throw ValidationError("There is no option \(option). A script of that name is given as ./\(option).")
        }
        if execute == nil && words.isEmpty { throw ValidationError("Give a script to run, or -e with some code.") }
        if let timeout, timeout <= 0 { throw ValidationError("--timeout wants seconds above 0.") }
        if !(0...3600).contains(grace) { throw ValidationError("--grace wants seconds from 0 to 3600.") }
        if let patience, !(0...1e9).contains(patience) { throw ValidationError("--patience wants seconds from 0.") }
        if memoryLimit < 1 { throw ValidationError("--memory-limit wants megabytes from 1.") }
        if sandbox || freshSandbox, settings.profile != nil {
            throw ValidationError("--sandbox and --profile exclude each other.")
        }
    }

    func run() async {
        var run = ScriptRun(code: execute, words: words)
        run.sandbox = freshSandbox ? .fresh : sandbox ? .kept : nil
        run.profile = settings.profile
        run.configuration = settings.config
        run.faults = faults
        run.patience = patience
        run.isTraced = trace
        run.archive = traceHar
        run.timeout = timeout
        run.memoryLimit = memoryLimit
        run.reading = allowRead
        run.writing = allowWrite
        run.permissions = LuaPermissions(run: allowRun, all: allowAll)
        run.isVerbose = verbose
        run.isDryRun = dryRun
        run.grace = grace
        await run.execute()
    }
}
