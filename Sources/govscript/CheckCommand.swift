import ArgumentParser
import Catalogue
import FoundationEssentials
import Glibc
import LuaBridge
import ScriptCheck
import ScriptModules
import ScriptRunner
import SystemFiles
import TerminalText

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find mistakes in scripts without running them.",
        usage: "govscript check [<options>] <file> ...",
        discussion: """
            Compiles each script. Finds functions, options and fields that do not \
            exist, columns that a CSV file does not have, values of the wrong type, lists \
            in a for without ipairs, undefined globals, files that are missing or closed \
            to the script, and writes in a loop outside bulk.each. Notes the flags that a script needs. Files are \
            looked for from the current folder. A comment "-- check: ignore" or \
            "-- check: ignore CODE" at the end of a line silences what is found there. \
            Exit code 65 if there is an error; warnings and notes are only shown.

            Examples:
              govscript check migrate.lua
              govscript check --json scripts/ > findings.json
            """)

    @Flag(help: "Print JSON: file, line, column, severity, code and message of each finding.")
    var json = false

    @Option(
        help: ArgumentHelp("The script will be run with this --allow-read (repeatable).", valueName: "path"),
        completion: .file())
    var allowRead: [String] = []

    @Option(
        help: ArgumentHelp("The script will be run with this --allow-write (repeatable).", valueName: "path"),
        completion: .file())
    var allowWrite: [String] = []

    @Argument(
        help: ArgumentHelp("Scripts, folders with *.lua files, or - for standard input.", valueName: "file"),
        completion: .file(extensions: ["lua"]))
    var files: [String]

    func run() async throws {
        let console = Console()
        do {
            let rules = AllModules.argumentRules
            let check = ScriptCheck(
                signatures: AllModules.signatures, globals: AllModules.undeclaredGlobals,
                rules: { function, parameter, value in
                    rules(function, parameter, value.lua).map {
                        ScriptCheck.BrokenRule(words: $0.description, hint: $0.hint)
                    }
                })
            var findings: [Finding] = []
            var count = 0
            var isUnreadable = false
            for file in files {
                do {
                    for (name, text) in try Self.scripts(at: file) {
                        count += 1
                        let source =
                            file == "-" ? ScriptSource(named: name, text: text) : ScriptSource(file: name, text: text)
                        let syntax = try await LuaThread.run { try Self.syntaxError(in: source) }
                        let access = Access(self, source)
                        let found = check.findings(
                            in: text, file: name, paths: { access.problem(of: $0, $1) },
                            columns: { access.columns(of: $0, $1) })
                        if var syntax {
                            // Lua names the line only; our own parser stumbles at the same word.
                            if let own = found.first, own.code == syntax.code, own.line == syntax.line {
                                syntax.column = own.column
                            }
                            findings.append(syntax)
                        } else {
                            findings += found
                        }
                    }
                } catch let error as InputFile.Unreadable {
                    isUnreadable = true
                    console.line("error: \(error.words)")
                    if let hint = error.hint { console.line("  hint: \(hint)") }
                }
            }
            try show(findings)
            if count > 0, !json || isatty(STDERR_FILENO) != 0 { console.line(findings.summary(files: count)) }
            let isFaulty = findings.contains { $0.severity == .error }
            ProcessExit.exit(code: (isUnreadable ? ExitCode.noInput : isFaulty ? .badData : .done).rawValue)
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
    }

    private func show(_ findings: [Finding]) throws {
        guard json else {
            for var finding in findings {
                let hint = finding.hint
                finding.hint = nil
                Output.line("\(finding)")
                if let hint { Output.line("  hint: \(hint)") }
            }
            return
        }
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
        guard access(path, R_OK | X_OK) == 0 else { throw InputFile.Unreadable(path: path, error: SystemError()) }
        let names = try FileManager.default.subpathsOfDirectory(atPath: path)
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

extension String {
    /// The path from the root.
    fileprivate var absolute: String { hasPrefix("/") ? self : Environment.workingDirectory + "/" + self }
}

/// Looks at the files that a script names, as a run of it would from the current folder.
private struct Access: Sendable {
    private let files: FileAccess
    /// A script may be meant to be started in its own folder.
    private let beside: FileAccess?

    init(_ command: CheckCommand, _ source: ScriptSource) {
        files = FileAccess(
            workingDirectory: Environment.workingDirectory, scriptDirectory: source.directory,
            homes: Environment.homes, reading: command.allowRead, writing: command.allowWrite,
            denied: [Environment.stateDirectory, Environment.configurationDirectory], hints: StandardLibrary.hints)
        beside = source.directory.map { FileAccess(workingDirectory: $0.absolute, homes: Environment.homes) }
    }

    func problem(of path: String, _ use: FileUse) -> FileProblem? {
        guard let refusal = files.refusal(of: path, to: use.foreseen) else { return nil }
        guard refusal.code == .notFound else {
            return refusal.code == .outside || refusal.code == .denied ? .closed("\(refusal)") : nil
        }
        if !path.hasPrefix("/"), let beside, beside.refusal(of: path, to: use.foreseen) == nil { return nil }
        return .missing("\(refusal)")
    }

    func columns(of path: String, _ dialect: ScriptCheck.FileDialect) -> [String]? {
        for files in [files, beside].compactMap(\.self) where files.refusal(of: path, to: .read) == nil {
            return CSVModule.columns(of: path, in: files, separator: dialect.separator, encoding: dialect.encoding)
        }
        return nil
    }
}

extension InputFile.Unreadable {
    /// What is wrong with a script that was to be checked.
    fileprivate var words: String {
        access(path, F_OK) == 0 || path == "standard input"
            ? "cannot read \(path): \(reason)" : "there is no file \(path)"
    }
}

extension FileUse {
    fileprivate var foreseen: ForeseenAction {
        switch self {
        case .read, .tryToRead: .read
        case .write: .write
        case .list: .list
        case .look: .look
        case .makeFolder: .makeFolder
        case .remove: .remove
        }
    }
}

extension Constant {
    fileprivate var lua: LuaValue {
        switch self {
        case .nil, .table, .function: .nil
        case .boolean(let value): .boolean(value)
        case .integer(let value): .integer(value)
        case .float(let value): .number(value)
        case .string(let text): .string(text)
        }
    }
}
