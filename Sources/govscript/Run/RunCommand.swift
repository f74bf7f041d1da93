import ArgumentParser
import Catalogue
import LuaBridge
import TerminalText

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a script.",
        usage: """
            govscript run [<options>] <file> [<arguments> ...]
            govscript run [<options>] --apply <plan>
            """,
        discussion: """
            Options go before the file. What comes after it is passed to the \
            script in `args`; a leading `--` is dropped. \
            Without --profile, scripts run against production. With --sandbox \
            nothing leaves this machine and no key is needed.

            Examples:
              govscript run --sandbox first.lua links.csv
              govscript run --dry-run campaign.lua     list the writes, send nothing
              govscript run --dry-run --plan p.json campaign.lua
              govscript run --apply p.json             send just what the plan has
              govscript run --timeout 2h nightly.lua
              govscript run -e 'print(links.get("spring").clicks)'

            Keys: govscript help credentials. Exit codes: govscript help exit-codes.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("Run this code instead of a file.", valueName: "code"))
    var execute: String?

    @OptionGroup var session: SessionOptions

    @Option(help: ArgumentHelp("End the script after this time, with exit code 124: 90s, 5m, 2h.", valueName: "time"))
    var timeout: TimeAmount?

    @Option(help: ArgumentHelp("Stop if a service keeps failing for this long.", valueName: "time"))
    var patience = TimeAmount(.seconds(300))

    @Flag(help: "Show every request: times, waits for the rate limit, headers without keys.")
    var trace = false

    @Option(
        help: ArgumentHelp("Write every request to a HAR file, which browsers can open.", valueName: "file"),
        completion: .file(extensions: ["har"]))
    var traceHar: String?

    @Option(
        help: ArgumentHelp("With --dry-run: save what would be written, to be applied later.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var plan: String?

    @Option(
        help: ArgumentHelp(
            "Run the script of a saved plan, and stop before any write that is not in it.", valueName: "plan"),
        completion: .file(extensions: ["json"]))
    var apply: String?

    @Option(help: ArgumentHelp("Write the record of this start to a JSON file, however it ends.", valueName: "file"))
    var reportJson: String?

    @Flag(
        inversion: .prefixedNo,
        help: ArgumentHelp("Print a summary at the end (default: after a long run, or one with trouble)."))
    var summary: Bool?

    @Option(help: ArgumentHelp("How long to wait for requests in progress after Ctrl-C.", valueName: "time"))
    var grace = TimeAmount(.seconds(4))

    @OptionGroup(title: "When and how often") var conditions: RunConditionOptions

    @OptionGroup(title: "Alerts") var noting: RunNotesOptions

    @OptionGroup(title: "Log") var logging: RunLoggingOptions

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("The script, or - for standard input, and its arguments.", valueName: "file"),
        completion: .file(extensions: ["lua"]))
    var words: [String] = []

    func validate() throws {
        if execute == nil, let option = words.first, option.hasPrefix("-"), option != "-" {
            if option == "--help" || option == "-h" { throw CleanExit.helpRequest(self) }
            throw ValidationError(Self.unknown(option))
        }
        try checkPlan()
        if execute == nil && words.isEmpty && apply == nil {
            throw ValidationError("Name a script, or give code with -e. govscript help shows an overview.")
        }
        try refuseMisplacedOptions()
        if let timeout, timeout.duration <= .zero { throw ValidationError("--timeout must be more than 0 seconds.") }
        if grace.duration > .seconds(3600) { throw ValidationError("--grace must be at most 1h.") }
    }

    /// A plan is made of a file and has all that its script was started with.
    private func checkPlan() throws {
        if plan != nil, !session.dryRun { throw ValidationError("--plan needs --dry-run.") }
        if plan != nil, execute != nil || words.first == "-" {
            throw ValidationError("--plan needs a script that is a file.")
        }
        guard apply != nil else { return }
        let isChosen = session.settings.profile != nil || session.sandbox || session.freshSandbox || session.dryRun
        let isAllowed = !session.allowRead.isEmpty || !session.allowWrite.isEmpty || session.allowRun
        if execute != nil || !words.isEmpty || isChosen || isAllowed || session.allowAll {
            throw ValidationError(
                "--apply takes script, arguments, profile and permissions from the plan; leave them out.")
        }
    }

    func run() async throws {
        var run = RunRequest(code: execute, words: words)
        run.plan = plan
        run.apply = apply
        run.start = session.start
        run.patience = patience.duration
        run.isTraced = trace
        run.archive = traceHar
        run.timeout = timeout?.duration
        run.grace = grace.duration
        run.conditions = try conditions.conditions
        run.notes = try noting.notes
        run.logging = try logging.logging(isVerbose: session.verbose, isTraced: trace)
        run.outputs.json = reportJson
        run.outputs.summary = summary
        try await LuaThread.run { [run] () -> Void in run.execute() }
    }

    /// An option of the command after the file would be passed to the script: with `--sandbox` there, the script would
    /// write to production.
    private func refuseMisplacedOptions() throws {
        guard apply == nil else { return }
        let options = RunRequest.possibleOptions(in: words.dropFirst(execute == nil ? 1 : 0))
        // The help is made only where there is something to look for: it takes a millisecond.
        guard !options.isEmpty else { return }
        let known = Self.knownOptions
        guard let option = options.first(where: { known.contains(String($0.prefix { $0 != "=" })) }) else { return }
        let name = option.prefix { $0 != "=" }
        let script = execute == nil ? words[0] : "-e …"
        throw ValidationError(
            "\(name) comes after the script, which would get it as an argument. Write: govscript run \(name) … "
                + "\(script) …; or \(script) -- \(name), if it is meant for the script.")
    }

    private static var knownOptions: Set<String> {
        let words = helpMessage(columns: 200).split { !($0.isLetter || $0 == "-") }
        return Set(words.filter { $0.hasPrefix("--") && $0.count > 2 }.map(String.init))
    }

    /// What to say of an option that does not exist.
    private static func unknown(_ option: String) -> String {
        let name = option.prefix { $0 != "=" }
        if let nearest = knownOptions.nearest(to: String(name)) {
            return "Unknown option \(name); did you mean \(nearest)?"
        }
        return "Unknown option \(name). govscript run --help lists the options; a script of that name is ./\(name)."
    }
}
