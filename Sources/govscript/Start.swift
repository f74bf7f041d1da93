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

    /// Prints the argument parser's message; a line break in an argument does not start a line of its own.
    private static func tell(_ error: any Error, about words: some Sequence<String>) {
        var message = Govscript.fullMessage(for: error, columns: Terminal.width)
        guard Govscript.exitCode(for: error) != .success else { return Output.help(message) }
        for part in words.flatMap({ $0.split(separator: "=") }) where part.visible != part {
            message = message.replacing(part, with: part.visible)
        }
        // As all other errors of the command begin.
        if message.hasPrefix("Error: ") { message = "error: " + message.dropFirst("Error: ".count) }
        Console().lines(message)
    }
}
