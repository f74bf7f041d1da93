/// The completion script of fish.
struct FishCompletion {
    private let commands: [CompletedCommand]

    init(_ commands: [CompletedCommand]) {
        self.commands = commands
    }

    var text: String {
        let paths = commands.dropFirst().map { quoted($0.name) }
        let options = commands.flatMap { command in
            command.options.filter { $0.value != nil }.flatMap(\.names).map { quoted("\(command.name) \($0)") }
        }
        let lists = [list("paths", Array(paths)), list("with_value", options)].joined(separator: "\n")
        return
            (["# fish completion for govscript", CompletedCommand.notice + "\n", lists]
            + [CompletedCommand.code(PackageResources.functions_fish)] + commands.map(lines)).joined(separator: "\n")
            + "\n"
    }

    private func list(_ name: String, _ words: [String]) -> String {
        "set -g __govscript_\(name)" + words.map { " \\\n    " + $0 }.joined() + "\n"
    }

    private func lines(for command: CompletedCommand) -> String {
        var lines: [String] = []
        let inside = command.rest == nil ? "__govscript_in" : "__govscript_before"
        for option in command.options {
            var words = ["-n", quoted("\(inside) \(quotedInside(command.name))")]
            for name in option.names {
                words += name.hasPrefix("--") ? ["-l", String(name.dropFirst(2))] : ["-s", String(name.dropFirst())]
            }
            words += ["-d", quoted(option.summary)] + (option.value.map { ["-r"] + offer($0) } ?? [])
            lines.append(Self.complete(words))
        }
        for child in command.subcommands {
            let place = quoted("__govscript_at \(quotedInside(command.name)) 0")
            lines.append(Self.complete(["-n", place, "-a", child.name, "-d", quoted(child.summary)]))
        }
        for (index, positional) in command.positionals.enumerated() {
            let isOpen = positional.isRepeating && !positional.takesRest
            let test = isOpen ? "__govscript_in" : "__govscript_at"
            let number = isOpen ? "" : " \(index)"
            let words = offer(positional.value)
            if !words.isEmpty {
                lines.append(Self.complete(["-n", quoted("\(test) \(quotedInside(command.name))\(number)")] + words))
            }
            if positional.takesRest {
                lines.append(Self.complete(["-n", quoted("__govscript_after \(quotedInside(command.name))"), "-F"]))
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func complete(_ words: [String]) -> String {
        "complete -c govscript \(words.joined(separator: " "))"
    }

    private func offer(_ value: CompletedCommand.Value) -> [String] {
        switch value {
        case .nothing: []
        case .words(let words): ["-f", "-a", quoted(words.joined(separator: " "))]
        case .files(let endings):
            endings.isEmpty ? ["-F"] : ["-f", "-a", quoted("(__govscript_files \(endings.joined(separator: " ")))")]
        case .folders: ["-f", "-a", quoted("(__fish_complete_directories (commandline -ct))")]
        case .lines(let command):
            ["-f", "-a", quoted("(__govscript_ask \(command.words.dropFirst().joined(separator: " ")))")]
        }
    }

    private func quoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }

    /// A word between quotation marks inside of a text that is quoted again.
    private func quotedInside(_ text: String) -> String { "\"\(text)\"" }

}
