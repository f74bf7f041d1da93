import ArgumentParser
import LineEditor

struct ReplCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repl",
        abstract: "Interactive prompt.",
        discussion: """
            Values are printed, Tab completes, help explains, .help lists the prompt's \
            own commands. With a file, the file is run first. If standard input is not \
            a terminal, statements are read from it and the first error ends the \
            session. In production each write is confirmed, unless --yes is given.

            Examples:
              govscript repl --sandbox
              govscript repl --profile staging helpers.lua
            """)

    @OptionGroup var session: SessionOptions

    @Flag(help: "Do not ask before writes to production.")
    var yes = false

    @Option(help: ArgumentHelp("Key bindings; without this option ~/.editrc decides.", valueName: "keys"))
    var keys: EditingKeys?

    @Argument(help: ArgumentHelp("A script to run first.", valueName: "file"), completion: .file(extensions: ["lua"]))
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
