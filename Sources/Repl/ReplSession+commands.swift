import Catalogue
import FoundationEssentials
import LuaBridge
import TerminalText
import Timekeeping

extension ReplSession {
    func runCommand(_ name: String, _ arguments: String) {
        let rest = String(arguments.reversed().drop(while: \.isWhitespace).reversed())
        if name == "exit" { return quit() }
        guard let command = commands.first(where: { $0.name == name }) else {
            let nearest = commands.map(\.name).nearest(to: name)
            return complain(
                "there is no command '.\(name)'" + (nearest.map { "; did you mean '.\($0)'?" } ?? "; .help lists them"))
        }
        if !command.arguments.isEmpty, !command.arguments.hasPrefix("["), rest.isEmpty {
            return complain("usage: .\(command.name) \(command.arguments)")
        }
        command.run(self, rest)
    }

    /// Says that a command cannot be carried out; in a file that is the end.
    package func complain(_ words: String) {
        fail(LuaError(.runtime, words))
    }

    fileprivate func listCommands() {
        let width = commands.map { $0.usage.count }.max() ?? 0
        var lines = commands.flatMap { command in
            command.summary.wrapped(to: max(24, console.columns - width - 2)).enumerated().map { index, line in
                TextWidth.pad(index == 0 ? command.usage : "", to: width) + "  " + line.drop { $0 == " " }
            }
        }
        lines.append("")
        lines += "help explains functions and topics. _ is the last result; _1, _2 … are its values."
            .wrapped(to: console.columns)
        console.page(lines.joined(separator: "\n"))
    }

    /// A command of the shell that was typed here, as hints and reports name them, and that the prompt has as well.
    ///
    /// - Returns: Its name and what follows; nil for a line of Lua.
    func shellCommand(_ line: String) -> (name: String, rest: String)? {
        let words = line.split(whereSeparator: \.isWhitespace)
        guard words.first == "govscript", words.count > 1, words[1].allSatisfy({ $0.isLetter || $0 == "-" }) else {
            return nil
        }
        return (String(words[1]), String(line[words[1].endIndex...].drop(while: \.isWhitespace)))
    }

    fileprivate func explain(_ name: String) {
        let quoted = LuaText.quoted(.string(name), limit: 200)
        if case .failure(let error) = evaluate("help(\(quoted))") { fail(error) }
    }

    fileprivate func showTraceback() {
        guard let error = lastError else { return console.output.write("There was no error.") }
        let lines = [error.message.visible] + (error.traceback?.visibleLines ?? [])
        console.output.write(lines.joined(separator: "\n"))
    }

    fileprivate func showTasks(_ argument: String) {
        if argument == "cancel" {
            _ = wait(for: engine.perform { $0.cancelBackgroundTasks() })
            return
        }
        guard argument.isEmpty else { return complain("usage: .tasks [cancel]") }
        let tasks = (try? wait(for: engine.perform { $0.backgroundTasks }).get()) ?? []
        console.output.write(tasks.isEmpty ? "No background tasks." : tasks.map(\.visible).joined(separator: "\n"))
    }

    /// Shows the last result in another mode, which is that of all further ones.
    fileprivate func changeMode(_ argument: String) {
        guard !argument.isEmpty else { return console.output.write("results are written as \(mode.rawValue)") }
        guard let mode = ResultMode(rawValue: argument) else {
            let nearest = ResultMode.allCases.map(\.rawValue).nearest(to: argument)
            return complain(
                "there is no mode \(argument.visible)"
                    + (nearest.map { "; did you mean \($0)?" } ?? "; usage: .mode \(ResultMode.names)"))
        }
        self.mode = mode
        guard !lastValues.isEmpty else { return }
        let names = lastValues.indices.map { "_\($0 + 1)" }.joined(separator: ", ")
        // Asked for again: of a long list only the beginning was kept for the screen.
        switch evaluate("return \(names)") {
        case .success(let values): show(values, of: lastInput)
        case .failure(let error): fail(error)
        }
    }

    fileprivate func writeOnce(_ argument: String) {
        // Found out before the work whose result would have nowhere to go.
        guard let path = freePath(argument, for: "once") else { return }
        guard ResultMode(extensionOf: path) != nil || path.hasSuffix(".txt") else {
            return complain("the name of the file ends with .csv, .json, .md, .lua or .txt")
        }
        if let problem = Self.problem(writing: path) { return complain(problem) }
        once = path
    }

    /// Why a file cannot be made; nil if nothing is known against it.
    private static func problem(writing path: String) -> String? {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        var isFolder = false
        let exists = FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder)
        guard exists, isFolder else { return "cannot write \(path): there is no folder \(folder)" }
        return FileManager.default.isWritableFile(atPath: folder) ? nil : "cannot write \(path): permission denied"
    }

    /// The path of `FILE` or `-f FILE`; nil, and a complaint, if something is there that is not to be replaced.
    package func freePath(_ argument: String, for command: String) -> String? {
        var path = argument
        let replaces = path.hasPrefix("-f ")
        if replaces { path = String(path.dropFirst(3).drop(while: \.isWhitespace)) }
        if !replaces, FileManager.default.fileExists(atPath: path) {
            complain("\(path) exists; '.\(command) -f \(path)' replaces it")
            return nil
        }
        return path
    }

    /// Writes a text to a file, and says so.
    func write(_ text: String, to path: String, saying words: String) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
            console.output.write(words.visible)
        } catch {
            complain("cannot write \(path)")
        }
    }

    fileprivate func save(_ argument: String) {
        guard let path = freePath(argument, for: "save") else { return }
        let script = SavedScript(done) { [self] texts in
            let pending = engine.perform { conversation in texts.map { conversation.isStatement($0) } }
            return (try? wait(for: pending).get()) ?? texts.map { _ in false }
        }
        write(script.text, to: path, saying: "saved \(script.count) inputs in \(path)")
    }

    fileprivate func showHistory(_ argument: String) {
        guard argument.isEmpty || Int(argument).map({ $0 > 0 }) ?? false else {
            return complain("usage: .history [N]")
        }
        let inputs = entered.dropLast().suffix(Int(argument) ?? 20)
        console.page(
            inputs.isEmpty
                ? "Nothing has been entered yet." : inputs.flatMap(\.visibleLines).joined(separator: "\n"))
    }

    func load(_ path: String) {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return complain("cannot read \(path)") }
        let chunk = Array(data.luaCode)
        options.advisor?.note(chunk, named: path)
        if case .failure(var error) = wait(for: engine.perform { try $0.run(chunk: chunk, name: "@" + path) }) {
            error.hint = options.advisor?.hint(for: error)
            fail(error)
        }
    }

    fileprivate func time(_ text: String) {
        let start = ContinuousClock.now
        let result = evaluate(text)
        let duration = ContinuousClock.now - start
        show(result, of: text)
        if case .success = result { console.output.write("took \(duration.secondsText)") }
    }
}

extension DotCommand {
    var usage: String { "." + name + (arguments.isEmpty ? "" : " " + arguments) }

    /// The commands that every REPL has.
    static var builtIn: [DotCommand] {
        [
            DotCommand("help", arguments: "[NAME]", "List commands, or explain NAME.") {
                session, name in
                if name.isEmpty { session.listCommands() } else { session.explain(name) }
            },
            DotCommand("tasks", arguments: "[cancel]", "List the background tasks, or cancel them.") {
                $0.showTasks($1)
            },
            DotCommand("traceback", "Show the calls that led to the last error.") { session, _ in
                session.showTraceback()
            },
            DotCommand("history", arguments: "[N]", "List the last inputs of this session: 20, or N.") {
                $0.showHistory($1)
            },
            DotCommand("save", arguments: "FILE", "Save the inputs that worked as a script.") { $0.save($1) },
            DotCommand(
                "mode", arguments: "[MODE]", choices: ResultMode.allCases.map(\.rawValue),
                "Write this result and all further ones as table, csv, json, md or lua."
            ) { $0.changeMode($1) },
            DotCommand("once", arguments: "FILE", "Write the next result to a file, by its ending: .csv, .json, .md.") {
                $0.writeOnce($1)
            },
            DotCommand("clear", "Clear the screen.") { session, _ in session.console.clear() },
            DotCommand("load", arguments: "FILE", "Run a script in this session.") { $0.load($1) },
            DotCommand("time", arguments: "EXPR", "Evaluate, and show how long it took.") { $0.time($1) },
            DotCommand("quit", "Leave; exit, quit and Ctrl-D do the same.") { session, _ in session.quit() },
        ]
    }
}

extension String {
    /// A line `.name rest`, taken apart; the rest is nil until something separates it from the name.
    var dotCommand: (name: String, rest: String?)? {
        let trimmed = drop(while: \.isWhitespace)
        guard trimmed.first == "." else { return nil }
        let name = trimmed.dropFirst().prefix { !$0.isWhitespace }
        guard name.allSatisfy(\.isLetter) else { return nil }
        let rest = trimmed.dropFirst(name.count + 1)
        return (String(name), rest.isEmpty ? nil : String(rest.drop(while: \.isWhitespace)))
    }
}
