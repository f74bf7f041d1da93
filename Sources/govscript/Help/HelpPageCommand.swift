import ArgumentParser
import Catalogue
import ScriptModules
import ScriptRunner
import TerminalText

/// Takes the place of the `help` that the argument parser brings along, which knows the command's own subcommands only.
struct HelpPageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help",
        abstract: "Explain a function, module, topic or subcommand.",
        discussion: """
            Examples:
              govscript help links.create
              govscript help links
              govscript help exit-codes
            """)

    @Argument(help: ArgumentHelp("What to explain.", valueName: "name"), completion: .topics)
    var words: [String] = []

    func run() async throws {
        let text = HelpText(width: Terminal.width, isEmphasised: Terminal.hasEmphasis)
        let manual = AllModules.manual
        guard !words.isEmpty else {
            Output.help(Govscript.helpMessage(columns: Terminal.width))
            Output.help(text.overview(of: manual), terminator: "")
            Output.help("\nDetails: govscript help NAME")
            return
        }
        let name = words.joined(separator: ".")
        let command = Self.subcommand(words)
        let entry = manual.entry(named: name).flatMap { entry -> ManualEntry? in
            // `help run` is about the command, not about `test.run`.
            if command != nil, case .function(let function) = entry, function.name != name { return nil }
            return entry
        }
        if let entry { Output.help(text.page(entry, of: manual), terminator: "") }
        if entry != nil, command != nil {
            Output.help("\nAll options: govscript \(words.joined(separator: " ")) --help")
        } else if let command {
            Output.help(Govscript.helpMessage(for: command, columns: Terminal.width))
        }
        if entry == nil, command == nil { refuse(name, manual) }
    }

    private func refuse(_ name: String, _ manual: Manual) -> Never {
        let subcommands = Govscript.configuration.subcommands.compactMap { $0.configuration.commandName }
        let suggestions = manual.suggestions(for: name)
        let nearest = suggestions.isEmpty ? [subcommands.nearest(to: name)].compactMap { $0 } : suggestions
        let meant = nearest.isEmpty ? "" : "; did you mean \(nearest.joined(separator: " or "))?"
        let console = Console()
        console.line("error: there is no help for '\(name)'\(meant)")
        if nearest.isEmpty { console.line("  hint: govscript help lists what there is.") }
        ProcessExit.exit(code: ExitCode.usage.rawValue)
    }

    private static func subcommand(_ words: [String]) -> (any ParsableCommand.Type)? {
        var found: any ParsableCommand.Type = Govscript.self
        for word in words {
            guard let next = found.configuration.subcommands.first(where: { $0.configuration.commandName == word })
            else { return nil }
            found = next
        }
        return found
    }
}
