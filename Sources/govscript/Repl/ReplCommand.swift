import ArgumentParser
import LineEditor
import LuaBridge

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

    @OptionGroup var settings: SettingsOptions

    @Option(help: ArgumentHelp("How the sandbox misbehaves: go:drop-after=5%", valueName: "faults"))
    var faults: String?

    @Flag(help: "Do not ask before writes to production.")
    var yes = false

    @Option(help: ArgumentHelp("emacs or vi; otherwise ~/.editrc decides.", valueName: "keys"))
    var keys: EditingKeys?

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
        if sandbox || freshSandbox, settings.profile != nil {
            throw ValidationError("--sandbox and --profile exclude each other.")
        }
    }

    func run() async {
        var start = ReplStart()
        start.sandbox = freshSandbox ? .fresh : sandbox ? .kept : nil
        start.profile = settings.profile
        start.configuration = settings.config
        start.faults = faults
        start.asksBeforeWrites = !yes
        start.keys = keys?.editor
        start.memoryLimit = memoryLimit
        start.reading = allowRead
        start.writing = allowWrite
        start.permissions = LuaPermissions(run: allowRun, all: allowAll)
        start.isDryRun = dryRun
        start.isVerbose = verbose
        start.file = file
        await start.execute()
    }
}

/// The keys by which lines are edited.
enum EditingKeys: String, ExpressibleByArgument, CaseIterable {
    case emacs, vi

    var editor: LineEditor.Keys {
        switch self {
        case .emacs: .emacs
        case .vi: .vi
        }
    }
}
