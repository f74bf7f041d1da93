extension RunRequest {
    /// The run that a command line without options asks for: `FILE …`, `run FILE …`, `-e CODE …`; nil for any other.
    ///
    /// These need no parser, whose reflection over every option takes longer than a short script.
    init?(plain arguments: some Collection<String>) {
        guard let first = arguments.first else { return nil }
        var words = Array(arguments.dropFirst())
        switch first {
        case "-e", "--execute":
            guard !words.isEmpty else { return nil }
            self.init(code: words.removeFirst())
        case "run":
            guard let file = words.first, Self.isFile(file) else { return nil }
            self.init()
        default:
            guard Self.isFile(first), !Govscript.commandNames.contains(first) else { return nil }
            self.init()
            words.insert(first, at: 0)
        }
        // After -e an option may be ours; after a file the parser refuses it.
        if code != nil, let next = words.first, next.hasPrefix("-") { return nil }
        guard Self.possibleOptions(in: words.dropFirst(code == nil ? 1 : 0)).isEmpty else { return nil }
        self.words = words
    }

    /// The script's arguments that may be meant for the command: those before a `--` that begin with two dashes.
    static func possibleOptions(in arguments: some Sequence<String>) -> [String] {
        arguments.prefix { $0 != "--" }.filter { $0.hasPrefix("--") }
    }

    private static func isFile(_ word: String) -> Bool { !word.hasPrefix("-") || word == "-" }
}
