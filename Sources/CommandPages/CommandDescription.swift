import FoundationEssentials

/// A command as the argument parser describes it (`--experimental-dump-help`).
package struct CommandDescription: Sendable, Decodable {
    package var commandName: String
    package var abstract: String?
    package var discussion: String?
    /// Whether it appears in help; nil means yes.
    package var shouldDisplay: Bool?
    package var defaultSubcommand: String?
    package var subcommands: [CommandDescription]?
    package var arguments: [ArgumentDescription]?

    /// Reads the parser's own description of the whole command.
    ///
    /// - Throws: `DecodingError` for a text of another form.
    package init(json: String) throws {
        struct Tool: Decodable { var command: CommandDescription }
        self = try JSONDecoder().decode(Tool.self, from: Data(json.utf8)).command
    }

    /// The commands below it that people use.
    ///
    /// The parser adds a `help` of its own after the declared ones, which the first of that name replaces.
    var visible: [CommandDescription] {
        var names: Set<String> = []
        return (subcommands ?? []).filter { $0.shouldDisplay ?? true }.filter { names.insert($0.commandName).inserted }
    }

    var options: [ArgumentDescription] { (arguments ?? []).filter { $0.isVisible && $0.kind != .positional } }
    var positionals: [ArgumentDescription] { (arguments ?? []).filter { $0.isVisible && $0.kind == .positional } }
}

/// An argument, option or flag of a command.
package struct ArgumentDescription: Sendable, Decodable {
    enum Kind: String, Decodable { case positional, option, flag }

    struct Name: Sendable, Decodable {
        enum Kind: String, Decodable { case long, short, longWithSingleDash }

        var kind: Kind
        var name: String

        /// As it is typed: `--json`, `-v`.
        var typed: String { (kind == .long ? "--" : "-") + name }
    }

    /// What a shell offers for a value.
    enum Completion: Sendable, Decodable {
        case list(values: [String])
        case file(extensions: [String])
        case directory
        /// The lines that a command prints.
        case shellCommand(command: String)
    }

    var kind: Kind
    var shouldDisplay: Bool
    var isOptional: Bool
    var isRepeating: Bool
    var parsingStrategy: String?
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var allValues: [String]?
    var abstract: String?
    var completionKind: Completion?

    /// Every command takes `--version`; only the top one tells of it.
    var isVisible: Bool { shouldDisplay }

    /// Whether it takes all that follows, options included: a script and its arguments.
    var takesRest: Bool { parsingStrategy == "allRemainingInput" }

    /// The names as they are typed, short ones first.
    var typed: [String] {
        (names ?? []).sorted { $0.kind == .short && $1.kind != .short }.map(\.typed)
    }
}
