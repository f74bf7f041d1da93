/// The completion script of zsh.
struct ZshCompletion {
    private let commands: [CompletedCommand]

    init(_ commands: [CompletedCommand]) {
        self.commands = commands
    }

    var text: String {
        (["#compdef govscript", CompletedCommand.notice + "\n", CompletedCommand.code(PackageResources.offers_zsh)]
            + commands.reversed().map(function) + ["_govscript \"$@\"\n"]).joined(separator: "\n")
    }

    /// The function that completes one command.
    private func function(for command: CompletedCommand) -> String {
        // A script's options are its own.
        let bounds = command.rest == nil || !command.subcommands.isEmpty ? "-s -S" : "-s -S -A '-*'"
        var specifications = command.options.flatMap(Self.specifications)
        var dispatch = ""
        if command.subcommands.isEmpty {
            for (index, positional) in command.positionals.enumerated() {
                let place = positional.isRepeating && !positional.takesRest ? "*" : "\(index + 1)"
                specifications.append("\(place):\(positional.name):\(Self.action(positional.value))".singleQuoted)
                if positional.takesRest { specifications.append("'*:argument:_files'") }
            }
        } else {
            specifications += ["'1: :\(name(of: command))_first'", "'*:: :->rest'"]
            dispatch = self.dispatch(command)
        }
        let list = specifications.map { " \\\n        " + $0 }.joined()
        // The functions of the subcommands no longer see the first word.
        let program = command.path.isEmpty ? " govscript_program=$words[1]" : ""
        return """
            \(name(of: command))() {
                typeset curcontext=$curcontext state line\(program)
                typeset -A opt_args
                _arguments -C \(bounds) :\(list)\(dispatch)
            }

            """
    }

    private func dispatch(_ command: CompletedCommand) -> String {
        let cases = command.subcommands.map { child in
            let path = command.path + [child.name]
            return "            \(child.name)) _govscript_\(path.joined(separator: "_").replacing("-", with: "_")) ;;"
        }
        let other = command.rest == nil ? "" : "\n            *) _files ;;"
        return """

                [[ $state == rest ]] || return
                case $line[1] in
            \(cases.joined(separator: "\n"))\(other)
                esac
            }

            \(name(of: command))_first() {
                typeset -a subcommands=(
            \(command.subcommands.map { "        " + "\($0.name):\($0.summary)".singleQuoted }.joined(separator: "\n"))
                )
                _describe -t commands command subcommands\(first(of: command))
            """
    }

    /// What the first word may be where it is no subcommand.
    private func first(of command: CompletedCommand) -> String {
        guard let positional = command.positionals.first else { return "" }
        return "\n    " + Self.action(positional.value)
    }

    private func name(of command: CompletedCommand) -> String {
        (["_govscript"] + command.path).joined(separator: "_").replacing("-", with: "_")
    }

    /// The specifications of an option for `_arguments`, one for each of its names.
    private static func specifications(_ option: CompletedCommand.Option) -> [String] {
        option.names.map { name in
            let excluded =
                option.isRepeating ? "*" : option.names.count > 1 ? "(\(option.names.joined(separator: " ")))" : ""
            let mark = option.value != nil && name.hasPrefix("--") ? "=" : ""
            let value = option.value.map { ":\(option.valueName):\(action($0))" } ?? ""
            return "\(excluded)\(name)\(mark)[\(option.summary.escapedForArguments)]\(value)".singleQuoted
        }
    }

    private static func action(_ value: CompletedCommand.Value) -> String {
        switch value {
        case .nothing: " "
        case .words(let words): "(\(words.joined(separator: " ")))"
        case .files(let endings):
            switch endings.count {
            case 0: "_files"
            case 1: "_files -g \"*.\(endings[0])\""
            default: "_files -g \"*.(\(endings.joined(separator: "|")))\""
            }
        case .folders: "_files -/"
        // A blank in front: called as it is written.
        case .lines(let command): " _govscript_ask \(command.words.dropFirst().joined(separator: " "))"
        }
    }

}

extension String {
    /// For the text between brackets in a specification of `_arguments`.
    fileprivate var escapedForArguments: String {
        replacing("\\", with: "\\\\").replacing("[", with: "\\[").replacing("]", with: "\\]")
            .replacing(":", with: "\\:")
    }
}
