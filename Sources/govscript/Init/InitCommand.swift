import ArgumentParser
import LuaBridge
import ScriptModules
import ScriptRunner
import SystemFiles
import TerminalText

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Create a project folder with a starter script and editor settings.",
        discussion: """
            Existing files are never changed; --update renews the generated ones.

            Examples:
              govscript init campaign
              govscript init --update campaign
            """)

    @Argument(
        help: ArgumentHelp("The folder; created if it does not exist.", valueName: "folder"), completion: .directory)
    var folder = "."

    @Flag(help: "Renew the annotations in .govscript/meta and the list of globals in .luacheckrc.")
    var update = false

    func run() async throws {
        do {
            let project = ScriptProject(folder, manual: AllModules.manual)
            for change in update ? try project.update() : try project.make() { Output.line("\(change)") }
            guard !update else { return }
            let start = folder == "." ? "" : "cd \(folder.shellWord) && "
            Output.lines("\nTry it:  \(start)govscript run --sandbox first.lua links.csv")
        } catch {
            ProcessExit.exit(error, stopped: nil, console: Console())
        }
    }
}
