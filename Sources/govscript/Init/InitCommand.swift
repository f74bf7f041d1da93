import ArgumentParser
import LuaBridge
import ScriptModules
import ScriptRunner

struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes a folder for scripts: a first script, and what editors and luacheck want to know.",
        discussion: "A file that is there is never changed; --update renews what is generated.")

    @Argument(help: ArgumentHelp("The folder; it is made if it is missing.", valueName: "folder"))
    var folder = "."

    @Flag(help: "Renew the annotations in .govscript/meta and the list of globals in .luacheckrc.")
    var update = false

    func run() async throws {
        do {
            let project = ScriptProject(folder, manual: AllModules.manual)
            for change in update ? try project.update() : try project.make() { Output.line("\(change)") }
            guard !update else { return }
            let start = folder == "." ? "" : "cd \(folder.shellQuoted) && "
            Output.lines("\nTry it:  \(start)govscript run --sandbox first.lua links.csv")
        } catch {
            Failure.exit(error, stopped: nil, console: Console())
        }
    }
}
