package import Catalogue

/// The man pages and the completion scripts, made from the declarations of commands, settings and functions.
package struct CommandPages: Sendable {
    private let command: CommandDescription
    private let manual: Manual
    private let edition: ManPage.Edition

    /// - Parameters:
    ///   - command: The whole command.
    ///   - manual: What scripts can use; its topic `exit-codes` says what the codes of the process mean.
    ///   - version: The program's version.
    ///   - date: The day of the version, `2026-11-28`.
    package init(_ command: CommandDescription, manual: Manual, version: String, date: String) {
        self.command = command
        self.manual = manual
        edition = ManPage.Edition(version: version, date: date)
    }

    /// The man pages by file name: `govscript.1`, `govscript-run.1` … `govscript-config.5`, `govscript-lua.7`.
    package var manPages: [String: String] {
        let exitCodes = manual.topics.first { $0.name == "exit-codes" }?.text ?? ""
        var files = CommandPage(command, exitCodes: exitCodes, edition).files
        files["govscript-config.5"] = ConfigurationPage(edition: edition).text
        files["govscript-lua.7"] = LuaPage(manual: manual, edition: edition).text
        return files
    }

    /// The completion scripts of bash, zsh and fish by file name.
    package var completions: [String: String] {
        let commands = CompletedCommand.all(of: command)
        return [
            "govscript.bash": BashCompletion(commands).text,
            "_govscript": ZshCompletion(commands).text,
            "govscript.fish": FishCompletion(commands).text,
        ]
    }
}
