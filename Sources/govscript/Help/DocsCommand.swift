import ArgumentParser
import Catalogue
import CommandPages
import FoundationEssentials
import ScriptModules
import TerminalText

struct DocsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "docs",
        abstract: "Write reference, man pages, completions, editor annotations and .luacheckrc's globals.",
        discussion: """
            All are generated from the declarations of modules, settings and commands, as is \
            the help: docs/reference, docs/man, docs/completions and lua/meta.

            Example:
              govscript docs .
            """,
        shouldDisplay: false)

    @Argument(help: ArgumentHelp("The folder to write to.", valueName: "folder"))
    var folder = "."

    func run() async throws {
        let manual = AllModules.manual
        do {
            try write(Markdown(manual).files, to: "docs/reference")
            try write(LuaCATS(manual).files, to: "lua/meta")
            let pages = CommandPages(
                try CommandDescription(json: Govscript._dumpHelp()), manual: manual, version: Govscript.version,
                date: Govscript.versionDate)
            try write(pages.manPages, to: "docs/man")
            try write(pages.completions, to: "docs/completions")
            try renewGlobals(LuacheckGlobals(manual, mark: Self.globalsMark))
        } catch {
            ProcessExit.exit(error, stopped: nil, console: Console())
        }
    }

    /// What stands in this repository's own `.luacheckrc`.
    private static let globalsMark = "-- Made by `govscript docs` from the modules' declarations: the next line."

    /// Renews the list of globals of a `.luacheckrc` that has one.
    private func renewGlobals(_ globals: LuacheckGlobals) throws {
        let (target, name) = (OutputFolder(folder), ".luacheckrc")
        guard let text = try target.text(of: name), case .changed(let renewed) = globals.renew(text) else { return }
        try target.write(renewed, to: name)
        Output.line(name)
    }

    /// Writes what changed, and removes what a module left behind that is no more.
    private func write(_ files: [String: String], to path: String) throws {
        let target = OutputFolder(folder + "/" + path)
        for (name, text) in files.sorted(by: { $0.key < $1.key }) where try target.text(of: name) != text {
            try target.write(text, to: name)
            Output.line("\(path)/\(name)")
        }
        for name in target.names where files[name] == nil {
            guard let text = try target.text(of: name), text.contains("Made by `govscript docs`") else { continue }
            try target.remove(name)
            Output.line("\(path)/\(name) (removed)")
        }
    }
}
