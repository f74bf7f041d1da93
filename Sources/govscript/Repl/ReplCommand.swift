import ArgumentParser
import LineEditor

struct ReplCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Runs what you type, line by line.",
        discussion: """
            Values print by themselves, Tab completes, help() explains, .help lists the commands of the REPL itself.
            With FILE the file is run first. Where standard input is no terminal, statements are read from it, and the
            first error ends it. In production each write asks for a yes, unless --yes was given.
            """)

    @OptionGroup var session: SessionOptions

    @Flag(help: "Do not ask before writes to production.")
    var yes = false

    @Option(help: ArgumentHelp("emacs or vi; otherwise ~/.editrc decides.", valueName: "keys"))
    var keys: EditingKeys?

    @Argument(help: ArgumentHelp("A file to run first.", valueName: "file"))
    var file: String?

    func run() async {
        await ReplStart(start: session.start, asksBeforeWrites: !yes, keys: keys?.editor, file: file).execute()
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
