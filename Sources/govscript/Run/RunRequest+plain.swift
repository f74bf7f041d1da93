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
        // After -e an option may be ours; behind a file the parser refuses it.
        if words.dropFirst(code == nil ? 1 : 0).contains(where: { $0.hasPrefix("-") }) { return nil }
        self.words = words
    }

    private static func isFile(_ word: String) -> Bool { !word.hasPrefix("-") || word == "-" }
}
