package import Catalogue
import Glibc
package import LuaBridge
package import TerminalText

/// Read, evaluate, print: one person, or one file, and one interpreter.
package final class ReplSession {
    package struct Options {
        /// The prompt, asked for each time; may hold colours.
        package var prompt: () -> String = { "> " }
        /// The prompt for the further lines of a statement.
        package var continuation = ">> "
        /// A file that is run before the first line is read.
        package var file: String?
        /// What is shown first, if a person is there.
        package var greeting: [String] = []
        /// The lines about an error, in colour or not, without its traceback.
        package var describe: (LuaError, Bool) -> [TerminalLine] = { error, _ in
            [TerminalLine("error: \(error.message)")]
        }
        /// What the process ends with after an error in a file.
        package var exitCode: (LuaError) -> Int32 = { _ in 1 }
        /// Completes option names and their values besides the names of live values.
        package var manual: Manual?
        /// Explains errors; it is told what is entered, and may know more texts.
        package var advisor: ErrorAdvisor?
        /// A live line of the script's own, a progress bar's; it is shown in place of what the input waits for.
        package var liveLine: (@Sendable () -> String?)?
        /// Where functions such as `help` leave texts that are shown when the input has ended.
        package var pages: ReplPages?
        /// Commands besides the REPL's own.
        package var commands: [DotCommand] = []

        package init() {}
    }

    package let engine: ReplEngine
    package let console: any ReplConsole
    let options: Options
    var commands: [DotCommand] { DotCommand.builtIn + options.commands }
    /// The lines of a statement that is not finished.
    private var unfinished: [String] = []
    /// The inputs that worked, for `.save`.
    private(set) var done: [SavedScript.Input] = []
    /// All inputs as they were typed, for `.history`.
    private(set) var entered: [String] = []
    /// The values of `_`, `_1` and so on.
    package private(set) var lastValues: [LuaDisplay] = []
    /// The input that gave them.
    private(set) var lastInput = ""
    /// How many entries of a list are shown to another program, and written to a file or in a mode.
    static let (mostPiped, mostWritten) = (10_000, 100_000)
    /// How results are written.
    var mode = ResultMode.table
    /// The file for the next result, in place of the screen.
    var once: String?
    private(set) var lastError: LuaError?
    private var exitCode: Int32?
    private var wasToldOfTasks = false

    package init(engine: ReplEngine, console: any ReplConsole, options: Options = Options()) {
        self.engine = engine
        self.console = console
        self.options = options
    }

    /// Reads until the end and returns the process's exit code; the interpreter has ended then.
    package func run() -> Int32 {
        console.complete = { [unowned self] in completion(of: (unfinished + [$0]).joined(separator: "\n")) }
        if console.isInteractive, !options.greeting.isEmpty {
            console.output.write(options.greeting.joined(separator: "\n"))
        }
        if let file = options.file { load(file) }
        while exitCode == nil, engine.end == nil, !engine.hasLeft {
            switch console.readLine(unfinished.isEmpty ? options.prompt() : options.continuation) {
            case .line(let line): take(line)
            case .interrupted: unfinished = []
            case .ended: if engine.end == nil { takeEnd() }
            case .terminated(let signal): exitCode = 128 + signal
            }
        }
        return finish()
    }

    private func completion(of text: String) -> ReplCompletion? {
        var completer = ReplCompleter(engine: engine, commands: commands)
        if let manual = options.manual {
            let catalogue = CatalogueCompletion(manual: manual, engine: engine, columns: console.columns)
            completer.helpNames = manual.names
            completer.catalogue = { catalogue.completion(of: $0) }
        }
        return completer.completion(of: text)
    }

    /// Ends the session; see ``run()``.
    package func quit(code: Int32 = 0) {
        exitCode = exitCode ?? code
    }

    private func finish() -> Int32 {
        engine.close()
        console.wait(
            until: { engine.end != nil }, words: { "waiting for tasks to end  \($0) s" },
            onSignal: { _exit(128 + $0) })
        switch engine.end {
        case .left(let code): return code
        case .failed(let error):
            console.output.report(TerminalLine("error: \(error)").text)
            return 70
        case .closed, nil: return exitCode ?? 0
        }
    }

    private func take(_ line: String) {
        if unfinished.isEmpty {
            if line.allSatisfy(\.isWhitespace) { return }
            let word = line.filter { !$0.isWhitespace }
            if console.isInteractive, ["exit", "quit", "exit()", "quit()"].contains(word) { return quit() }
            if console.isInteractive, let command = shellCommand(line) {
                remember(line)
                if commands.contains(where: { $0.name == command.name }) {
                    return runCommand(command.name, command.rest)
                }
                return complain(
                    "govscript \(command.name) is typed in a shell: leave with exit, or use another terminal".visible)
            }
            if let command = line.dotCommand, !command.name.isEmpty {
                remember(line)
                return runCommand(command.name, command.rest ?? "")
            }
        }
        let text = unfinished.isEmpty ? meaning(of: line) : (unfinished + [line]).joined(separator: "\n")
        let wasTold = unfinished.isEmpty
        switch evaluate(text) {
        case .failure(let error) where error.kind == .syntax(wantsMoreInput: true):
            if refuseForeign(text, error) { return remember(text) }
            unfinished.append(line)
        case .failure(let error) where wasTold && line.contains("\n") && error.kind == .syntax(wantsMoreInput: false):
            // Several statements and expressions that were pasted at once are no chunk, but a session.
            remember(text)
            for part in line.split(separator: "\n", omittingEmptySubsequences: false) where lastPartWorked {
                takePart(String(part))
            }
            lastPartWorked = true
        case let result:
            unfinished = []
            // As it was typed.
            remember(text == meaning(of: line) ? line : text)
            show(result, of: text)
        }
    }

    /// The Lua of words that are no Lua, or say nothing as such: `help`, `help links.create`.
    private func meaning(of line: String) -> String {
        // `?name` and `name?`, as other prompts have it.
        let question = line.filter { !$0.isWhitespace }
        if console.isInteractive, question.count > 1, question.first == "?" || question.last == "?" {
            let name = question.filter { $0 != "?" }
            let isName = name.allSatisfy { $0.isLetter || $0.isNumber || "_.:-".contains($0) }
            if isName, !name.isEmpty { return "help \"\(name)\"" }
        }
        let words = line.split(whereSeparator: \.isWhitespace)
        guard console.isInteractive, words.first == "help" else { return line }
        if words.count == 1 { return "help()" }
        // `help exit codes`: several names after one another are no Lua.
        let name = words.dropFirst().joined(separator: " ")
        let isName = name.allSatisfy { $0.isLetter || $0.isNumber || "_.:- ".contains($0) }
        return isName ? "help \"\(name)\"" : line
    }

    private func remember(_ entry: String) {
        entered.append(entry)
        console.remember(entry)
    }

    private var lastPartWorked = true

    /// One line of several that were pasted.
    private func takePart(_ line: String) {
        let text = (unfinished + [line]).joined(separator: "\n")
        if text.allSatisfy(\.isWhitespace) { return }
        let result = evaluate(text)
        if case .failure(let error) = result, error.kind == .syntax(wantsMoreInput: true) {
            if refuseForeign(text, error) {
                lastPartWorked = false
                return
            }
            unfinished.append(line)
            return
        }
        unfinished = []
        if case .failure = result { lastPartWorked = false }
        show(result, of: text)
    }

    /// Says at once what is wrong with the beginning of a block of another language, which no further line could
    /// complete: `if x:`.
    private func refuseForeign(_ text: String, _ error: LuaError) -> Bool {
        guard let manual = options.manual else { return false }
        let words = String(error.message.drop { $0 != " " }.dropFirst())
        guard let hint = ErrorAdvice(manual).foreignBlock(in: text, words) else { return false }
        unfinished = []
        var refused = LuaError(.syntax(wantsMoreInput: false), "this is not Lua")
        refused.hint = hint
        fail(refused)
        return true
    }

    private func takeEnd() {
        guard console.isInteractive else {
            if !unfinished.isEmpty, case .failure(let error) = evaluate(unfinished.joined(separator: "\n")) {
                fail(error)
            }
            return quit()
        }
        // At the end of a statement's line it leaves the statement, not the session.
        if !unfinished.isEmpty { return unfinished = [] }
        let tasks = (try? wait(for: engine.perform { $0.backgroundTasks }).get()) ?? []
        if tasks.isEmpty || wasToldOfTasks { return quit() }
        wasToldOfTasks = true
        console.output.write(
            "\(tasks.count == 1 ? "A task is" : "\(tasks.count) tasks are") still at work (.tasks shows "
                + "them); Ctrl-D again leaves and cancels.")
    }

    /// Runs an input and waits for its end, with a live line; Ctrl-C ends it.
    package func evaluate(_ text: String) -> Result<[LuaDisplay], LuaError> {
        var limits = LuaDisplay.Limits()
        if !console.isInteractive { limits.entries = Self.mostPiped }
        // For another program, or for a file, all of it is wanted.
        if mode != .table || once != nil { limits.entries = Self.mostWritten }
        options.advisor?.note(text.utf8, named: "input")
        let lasting = SessionLocals.lasting(text)
        let pending = engine.perform { [limits] in try $0.run(lasting, limits: limits) }
        defer {
            for page in options.pages?.take() ?? [] {
                console.page(console.isInteractive ? page.wrappedLines(to: console.columns) : page)
            }
        }
        return wait(for: pending)
    }

    /// Waits for work of the interpreter's, with a live line; Ctrl-C ends it.
    func wait<Value>(for pending: Pending<Value>) -> Result<Value, LuaError> {
        var interrupts = 0
        console.wait(
            until: { pending.result != nil },
            words: { seconds in
                // A progress bar tells the time itself.
                let words = options.liveLine?() ?? engine.activity.words.map { "\($0)  \(seconds) s" }
                return interrupts > 0 ? "stopping: \(words ?? "")" : words
            },
            onSignal: { signal in
                switch signal {
                case SIGQUIT: engine.inspect()
                case SIGINT:
                    interrupts += 1
                    interrupt(interrupts)
                default:
                    exitCode = 128 + signal
                    engine.interruptEverything()
                }
            })
        switch pending.result {
        case .success(let value): return .success(value)
        case .failure(let error as LuaError): return .failure(error)
        case .failure(let error): return .failure(LuaError(.runtime, "\(error)"))
        case nil: return .failure(LuaError(.runtime, "\(ReplEnded())"))
        }
    }

    private func interrupt(_ times: Int) {
        switch times {
        case 1: engine.interrupt()
        case 2:
            console.output.write(
                "Not stopped yet; stopping the tasks in the background too. Ctrl-C again ends the program.")
            engine.interruptEverything()
        default: exitCode = 130; _exit(130)
        }
    }

    /// Prints values, or says what went wrong.
    package func show(_ result: Result<[LuaDisplay], LuaError>, of text: String) {
        switch result {
        case .success(let values):
            wasToldOfTasks = false
            show(values, of: text)
            done.append(SavedScript.Input(text: text, values: values.count))
            if !values.isEmpty { (lastValues, lastInput) = (values, text) }
        case .failure(var error):
            if let path = once {
                once = nil
                console.output.report("nothing was written to \(path): .once is off".visible)
            }
            error.hint = options.advisor?.hint(for: error)
            // The only line there is needs no number.
            let place = "input:1: "
            if console.isInteractive, !text.contains("\n"), error.message.hasPrefix(place) {
                error.message.removeFirst(place.count)
            }
            fail(error)
        }
    }

    func fail(_ error: LuaError) {
        // The interpreter has left by `os.exit`.
        if engine.hasLeft { return }
        lastError = error
        if error.kind == .stopped, console.isInteractive {
            console.output.report(TerminalLine("interrupted", console.inColour ? .faint : nil).text)
        } else {
            console.output.report(options.describe(error, console.inColour).map(\.text).joined(separator: "\n"))
        }
        if !console.isInteractive { quit(code: options.exitCode(error)) }
    }
}
