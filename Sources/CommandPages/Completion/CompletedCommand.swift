/// A command as completion sees it.
struct CompletedCommand {
    /// A word that begins with a dash.
    struct Option {
        /// As they are typed: `-v`, `--verbose`.
        var names: [String]
        var summary: String
        /// What may follow; nil for a flag.
        var value: Value?
        /// Whether it may come again.
        var isRepeating: Bool
        var valueName: String
    }

    /// A word in its place.
    struct Positional {
        var name: String
        var value: Value
        var isRepeating: Bool
        /// Whether all that follows is not this command's any more: a script's arguments.
        var takesRest: Bool
    }

    /// What is offered for a value.
    enum Value: Hashable {
        case nothing
        case words([String])
        /// Files with one of these endings, and folders; all files if there are no endings.
        case files([String])
        case folders
        /// The lines that a command prints.
        case lines(command: String)
    }

    /// The words that call it, without `govscript`.
    var path: [String]
    var options: [Option]
    var positionals: [Positional]
    /// The words that may follow, with what they do.
    var subcommands: [(name: String, summary: String)]

    /// The command itself and everything below it, outermost first.
    ///
    /// A command that means one of its subcommands where none is named takes that one's options and words too.
    static func all(of command: CommandDescription, _ path: [String] = []) -> [CompletedCommand] {
        let children = command.visible
        let meant = children.first { $0.commandName == command.defaultSubcommand }
        let names = Set(command.options.flatMap(\.typed))
        let further = (meant?.options ?? []).filter { names.isDisjoint(with: $0.typed) }
        let own = CompletedCommand(
            path: path, options: (command.options + further).map(Option.init),
            positionals: (command.positionals + (meant?.positionals ?? [])).map(Positional.init),
            subcommands: children.map { ($0.commandName, $0.abstract ?? "") })
        return [own] + children.flatMap { all(of: $0, path + [$0.commandName]) }
    }

    /// What each script says of itself.
    static let notice = "# Made by `govscript docs` from the command's declarations; changes here are lost."

    /// A shell's code from a file of this target, without the comment that is for shellcheck.
    static func code(_ file: [UInt8]) -> String {
        let lines = String(decoding: file, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.drop { $0.hasPrefix("# shellcheck") }.joined(separator: "\n")
    }

    /// The words that call it, as one.
    var name: String { path.joined(separator: " ") }

    /// The number of the word after which all is a script's own; nil where none is.
    var rest: Int? { positionals.firstIndex { $0.takesRest }.map { $0 + 1 } }
}

extension CompletedCommand.Option {
    init(_ argument: ArgumentDescription) {
        self.init(
            names: argument.typed, summary: argument.abstract ?? "",
            value: argument.kind == .flag ? nil : .init(argument), isRepeating: argument.isRepeating,
            valueName: argument.valueName ?? "value")
    }
}

extension CompletedCommand.Positional {
    init(_ argument: ArgumentDescription) {
        self.init(
            name: argument.valueName ?? "argument", value: .init(argument), isRepeating: argument.isRepeating,
            takesRest: argument.takesRest)
    }
}

extension CompletedCommand.Value {
    init(_ argument: ArgumentDescription) {
        self =
            switch argument.completionKind {
            case .list(let values): .words(values)
            case .file(let extensions): .files(extensions)
            case .directory: .folders
            case .shellCommand(let command): .lines(command: command)
            case nil: argument.allValues.map { .words($0) } ?? .nothing
            }
    }
}

extension String {
    /// The text in single quotes, for bash and zsh.
    var singleQuoted: String { "'" + replacing("'", with: "'\\''") + "'" }
}
