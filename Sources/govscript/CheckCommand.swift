import ArgumentParser
import Catalogue
import FoundationEssentials
import Glibc
import LuaBridge
import ScriptCheck
import ScriptModules
import ScriptRunner
import TerminalText

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find mistakes in scripts without running them.",
        discussion: """
            Compiles each script. Warns of functions and options that do not exist, \
            arguments of the wrong type, undefined globals, and writes in a loop \
            outside bulk.each. Notes the flags that a script needs. A comment \
            "-- check: ignore" or "-- check: ignore CODE" at the end of a line \
            silences what is found there. Exit code 65 if there is an error or a \
            warning.

            Examples:
              govscript check migrate.lua
              govscript check --json scripts/ > findings.json
            """)

    @Flag(help: "Print JSON: file, line, column, severity, code and message of each finding.")
    var json = false

    @Argument(help: ArgumentHelp("Scripts, folders with *.lua files, or - for standard input.", valueName: "file"))
    var files: [String]

    func run() async throws {
        let console = Console()
        do {
            let check = ScriptCheck(signatures: AllModules.signatures, globals: AllModules.undeclaredGlobals)
            var findings: [Finding] = []
            var count = 0
            var isUnreadable = false
            for file in files {
                do {
                    for (name, text) in try Self.scripts(at: file) {
                        count += 1
                        let source = ScriptSource(file: name, text: text)
                        let syntax = try await LuaThread.run { try Self.syntaxError(in: source) }
                        findings += syntax.map { [$0] } ?? check.findings(in: text, file: name)
                    }
                } catch let error as InputFile.Unreadable {
                    isUnreadable = true
                    console.line("error: cannot read \(error.path): \(error.reason)")
                }
            }
            try show(findings)
            if !json || isatty(STDERR_FILENO) != 0 { console.line(findings.summary(files: count)) }
            let isFaulty = findings.contains { $0.severity != .note }
            ProcessExit.exit(code: (isUnreadable ? ExitCode.noInput : isFaulty ? .badData : .done).rawValue)
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
    }

    private func show(_ findings: [Finding]) throws {
        guard json else { return findings.forEach { Output.line("\($0)") } }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        Output.json(String(decoding: try encoder.encode(findings), as: UTF8.self))
    }

    /// The scripts that a word of the command line means, by name.
    ///
    /// - Throws: ``InputFile/Unreadable``
    private static func scripts(at path: String) throws -> [(name: String, text: [UInt8])] {
        if path == "-" { return [("(standard input)", try InputFile.standardInput())] }
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else {
            return [(path, try InputFile.contents(of: path))]
        }
        let folder = path.hasSuffix("/") ? path : path + "/"
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: path) else {
            throw InputFile.Unreadable(path: path, reason: "the folder cannot be read")
        }
        return try names.filter { name in
            name.hasSuffix(".lua") && !name.split(separator: "/").contains { $0.hasPrefix(".") }
        }.sorted().map { (folder + $0, try InputFile.contents(of: folder + $0)) }
    }

    /// What Lua itself has against a script.
    private static func syntaxError(in source: ScriptSource) throws -> Finding? {
        do {
            // A short name of our own: Lua would cut a long one in its message.
            try LuaState().checkSyntax(of: source.text, name: "=script")
            return nil
        } catch let error as LuaError {
            let parts = error.message.split(separator: ":", maxSplits: 2)
            guard parts.count == 3, parts[0] == "script", let line = Int(parts[1]) else { throw error }
            let message = String(parts[2].drop { $0 == " " })
            var finding = Finding(file: source.name, line: line, column: 1, .error, code: "syntax-error", message)
            finding.hint = ErrorAdvice(AllModules.manual).hint(for: error, named: "script", in: source.text)
            return finding
        }
    }
}
