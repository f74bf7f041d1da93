import ArgumentParser

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

    @OptionGroup var session: SessionOptions

    @Option(help: ArgumentHelp("End the script after so many seconds.", valueName: "seconds"))
    var timeout: Double?

    @Option(help: ArgumentHelp("Give up when a service had no success for so many seconds.", valueName: "seconds"))
    var patience: Double?

    @Flag(help: "Show every request: times, slot waits, headers without keys.")
    var trace = false

    @Option(help: ArgumentHelp("Write every request to a HAR file, which browsers open.", valueName: "file"))
    var traceHar: String?

    @Option(help: ArgumentHelp("How long writes under way may take after Ctrl-C.", valueName: "seconds"))
    var grace = 4.0

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
        if let timeout, !(timeout > 0 && timeout <= 1e9) {
            throw ValidationError("--timeout wants seconds above 0, up to 1e9.")
        }
        if !(0...3600).contains(grace) { throw ValidationError("--grace wants seconds from 0 to 3600.") }
        if let patience, !(0...1e9).contains(patience) {
            throw ValidationError("--patience wants seconds from 0 to 1e9.")
        }
    }

    func run() async {
        var run = ScriptRun(code: execute, words: words)
        run.start = session.start
        run.patience = patience
        run.isTraced = trace
        run.archive = traceHar
        run.timeout = timeout
        run.grace = grace
        await run.execute()
    }
}
