import ArgumentParser
import LuaBridge
import ScriptRunner
import TerminalText

@main
enum Start {
    static func main() {
        Environment.guardSecrets()
        guard Environment.mayOpenEnoughFiles else {
            Console().lines("error: this process may open too few files\n  hint: Raise the limit: ulimit -n 1024")
            ProcessExit.exit(code: ExitCode.configuration.rawValue)
        }
        let words = CommandLine.arguments.dropFirst()
        if words.isEmpty {
            Output.help(Govscript.helpMessage(columns: Terminal.width))
            ProcessExit.exit(code: ExitCode.done.rawValue)
        }
        if let run = RunRequest(plain: words) { run.execute() }
        do {
            var command = try Govscript.parseAsRoot()
            if let command = command as? any AsyncParsableCommand {
                try BlockingWait.perform {
                    var command = command
                    try await command.run()
                }
            } else {
                try command.run()
            }
        } catch let error as LuaThreadUnavailable {
            ProcessExit.exit(error, stopped: nil, console: Console())
        } catch {
            tell(error, about: words)
            ProcessExit.exit(code: Govscript.exitCode(for: error).rawValue)
        }
        ProcessExit.exit(code: ExitCode.done.rawValue)
    }

    /// What to say of `runs shw`, which the parser takes for an argument of the command that `runs` alone means.
    private static func misspelt(_ words: [String]) -> String? {
        var command: any ParsableCommand.Type = Govscript.self
        var path: [String] = []
        for word in words {
            let subcommands = command.configuration.subcommands
            if let next = subcommands.first(where: { $0.configuration.commandName == word }) {
                command = next
                path.append(word)
                continue
            }
            guard !path.isEmpty, !subcommands.isEmpty, !word.hasPrefix("-") else { return nil }
            let names = subcommands.filter { $0.configuration.shouldDisplay }.compactMap {
                $0.configuration.commandName
            }
            let place = path.joined(separator: " ")
            let advice =
                names.nearest(to: word).map { "did you mean govscript \(place) \($0)?" }
                ?? "there are: \(names.joined(separator: ", "))"
            return "there is no command govscript \(place) \(word.visible); \(advice)"
        }
        return nil
    }

    /// What to say of an option that only commands have which start scripts: `runs --sandbox`.
    private static func misplaced(_ words: [String], _ message: String) -> String? {
        guard message.contains("Unknown option"), let command = words.first(where: { !$0.hasPrefix("-") }),
            Govscript.commandNames.contains(command), !["run", "repl"].contains(command),
            let option = words.map({ String($0.prefix { $0 != "=" }) }).first(where: {
                message.contains("'\($0)'") && optionsOfScripts.contains($0)
            })
        else { return nil }
        let line = "error: \(option) is an option of govscript run and govscript repl"
        let advice: String
        switch (option, command) {
        case (_, "check"): advice = "check runs nothing and sends nothing; leave \(option) out."
        case ("--sandbox", "runs"), ("--fresh-sandbox", "runs"):
            advice = "govscript runs lists the runs of the sandbox too; --profile sandbox shows them alone."
        case ("--sandbox", _), ("--fresh-sandbox", _):
            let type = Govscript.configuration.subcommands.first { $0.configuration.commandName == command }
            let takesProfile = type.map { Govscript.helpMessage(for: $0).contains("--profile") } ?? false
            advice = takesProfile ? "Give --profile sandbox instead." : "govscript \(command) needs none; leave it out."
        default: advice = "govscript \(command) starts no script; leave it out."
        }
        return "\(line)\n  hint: \(advice)"
    }

    /// The options of ``SessionOptions`` and ``RunCommand``.
    private static var optionsOfScripts: Set<String> {
        Set(
            Govscript.helpMessage(for: RunCommand.self).split { " ,\n".contains($0) }.map(String.init)
                .filter { $0.hasPrefix("--") })
    }

    /// Prints the argument parser's message; a line break in an argument does not start a line of its own.
    private static func tell(_ error: any Error, about words: some Sequence<String>) {
        var message = Govscript.fullMessage(for: error, columns: Terminal.width)
        guard Govscript.exitCode(for: error) != .success else {
            return Output.help(message == Govscript.version ? VersionReport.text : message)
        }
        for part in words.flatMap({ $0.split(separator: "=") }) where part.visible != part {
            message = message.replacing(part, with: part.visible)
        }
        if let meant = misspelt(Array(words)) { message = "error: \(meant)" }
        if let hint = misplaced(Array(words), message) { message = hint }
        // As all other errors of the command begin.
        if message.hasPrefix("Error: ") { message = "error: " + message.dropFirst("Error: ".count) }
        let isOfRun = words.first { _ in true }.map { $0 == "run" || !Govscript.commandNames.contains($0) } ?? false
        (isOfRun ? RunLogging().plainConsole() : Console()).lines(message)
    }
}
