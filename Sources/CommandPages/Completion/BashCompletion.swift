/// The completion script of bash.
struct BashCompletion {
    private let commands: [CompletedCommand]

    init(_ commands: [CompletedCommand]) {
        self.commands = commands
    }

    var text: String {
        [
            "# bash completion for govscript                                    -*- shell-script -*-",
            CompletedCommand.notice, "# shellcheck shell=bash\n", CompletedCommand.code(PackageResources.offers_bash),
            facts,
            values, CompletedCommand.code(PackageResources.main_bash),
        ].joined(separator: "\n")
    }

    /// What words each command takes.
    private var facts: String {
        let cases = commands.map { command in
            let lists = [
                ("subcommands", command.subcommands.map(\.name)),
                ("options", command.options.flatMap(\.names)),
                ("with_value", command.options.filter { $0.value != nil }.flatMap(\.names)),
            ]
            let settings = lists.map { "            \($0)='\($1.joined(separator: " "))'" }
            return
                ("        \(command.name.singleQuoted))\n" + settings.joined(separator: "\n")
                + "\n            rest=\(command.rest ?? 0)\n            ;;")
        }
        return """
            # What the command "$1" takes: subcommands, options, those options that have a value, and the number of the
            # word after which all words are a script's own.
            _govscript_facts() {
                case $1 in
            \(cases.joined(separator: "\n"))
                esac
            }

            """
    }

    /// What each option's value and each word may be.
    private var values: String {
        var cases: [String] = []
        for command in commands {
            for option in command.options {
                guard let value = option.value.flatMap(Self.offer) else { continue }
                let patterns = option.names.map { "\(command.name) \($0)".singleQuoted }
                cases.append("        \(patterns.joined(separator: " | "))) \(value) ;;")
            }
            for (index, positional) in command.positionals.enumerated() {
                guard let value = Self.offer(positional.value) else { continue }
                let isLast = positional.isRepeating && !positional.takesRest
                let pattern = isLast ? "'\(command.name) '[1-9]*" : "'\(command.name) \(index + 1)'"
                cases.append("        \(pattern)) \(value) ;;")
            }
        }
        return """
            # Offers what may stand for an option's value, or for the word with a number, of a command.
            _govscript_value() {
                case "$1 $2" in
            \(cases.joined(separator: "\n"))
                esac
            }

            """
    }

    private static func offer(_ value: CompletedCommand.Value) -> String? {
        switch value {
        case .nothing: nil
        case .words(let words): "_govscript_words \(words.map(\.singleQuoted).joined(separator: " "))"
        case .files(let endings): (["_govscript_files"] + endings).joined(separator: " ")
        case .folders: "_govscript_folders"
        case .lines(let command): "_govscript_ask \(command.words.dropFirst().joined(separator: " "))"
        }
    }

}

extension String {
    /// The words between blanks.
    var words: [String] { split(separator: " ").map(String.init) }
}
