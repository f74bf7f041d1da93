import ApiClients
import ArgumentParser
import Glibc
import Operations
import ScriptModules
import ScriptRunner
import SystemFiles
import TerminalText
import Timekeeping

/// Where the log of a run goes, and what is in it.
struct RunLogging: Sendable {
    /// The log's file cannot be opened.
    struct Unwritable: Error {
        var path: String
        var error: SystemError
    }

    var file: String?
    var rotation = LogRotation()
    var format = RunLogging.usualFormat
    var levels = LogLevels()
    /// Whether what the script prints goes to the log too.
    var takesOutput = false

    /// What the environment says; dated lines unless it says otherwise.
    private static var usualFormat: LogFormat {
        Environment.variables["GOVSCRIPT_LOG_FORMAT"].flatMap { LogFormat(rawValue: $0) } ?? .text
    }

    /// From which level on what the script logs is kept.
    var scriptLevel: LogModule.Level {
        switch levels[.script] {
        case .debug: .debug
        case .info: .info
        case .warning: .warn
        case .error, nil: .error
        }
    }

    /// - Parameter noteWarning: Is told of each warning, without the word.
    /// - Throws: ``Unwritable``
    func open(_ secrets: SecretRegistry, noteWarning: @escaping @Sendable (String) -> Void) throws -> RunLog {
        let isTerminal = isatty(STDERR_FILENO) == 1
        var logFile: LogFile?
        if let file {
            do throws(SystemError) {
                logFile = try LogFile(file, rotation: rotation) { TimeSource.system.calendar }
            } catch { throw Unwritable(path: file, error: error) }
        }
        // A terminal shows lines as they are, and so does a pipe that something else dates.
        let isShowing = isTerminal || format == .plain && logFile == nil
        let writer = LogWriter(format, file: logFile, isTerminal: isShowing)
        let console = Console(
            redact: { secrets.redact($0) }, levels: levels, log: { writer.write($0) }, isShowing: isShowing,
            noteWarning: noteWarning)
        return RunLog(console: console, writer: writer, output: takesOutput ? OutputCapture(console) : nil)
    }

    /// A console for what is told before the log is open, or instead of it.
    func plainConsole(_ secrets: SecretRegistry = SecretRegistry()) -> Console {
        let isTerminal = isatty(STDERR_FILENO) == 1
        guard !isTerminal, format != .plain else { return Console(secrets: secrets) }
        let writer = LogWriter(format, isTerminal: false)
        return Console(redact: { secrets.redact($0) }, log: { writer.write($0) })
    }
}

/// The open log of a run.
struct RunLog {
    let console: Console
    let writer: LogWriter
    let output: OutputCapture?

    /// Takes what was printed last.
    func end() { output?.end() }
}

/// The flags of ``RunLogging``.
struct RunLoggingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Append the log to this file; only errors still go to standard error.", valueName: "file"))
    var logFile: String?

    @Option(help: ArgumentHelp("text, json or plain (also: GOVSCRIPT_LOG_FORMAT).", valueName: "format"))
    var logFormat: LogFormat?

    @Option(
        help: ArgumentHelp(
            "Levels of all or of single categories: warning; script=debug,progress=off.", valueName: "levels"))
    var logLevel: String?

    @Flag(name: .shortAndLong, help: "Show warnings and errors only.")
    var quiet = false

    @Option(help: ArgumentHelp("Put the log file aside when it is larger than this.", valueName: "size"))
    var logMaxSize = MemoryAmount(mebibytes: 10)

    @Option(
        help: ArgumentHelp("Put the log file aside when it is older than this, for example 30d.", valueName: "time"))
    var logMaxAge: TimeAmount?

    @Option(help: ArgumentHelp("How many log files to keep besides the current one.", valueName: "number"))
    var logKeep = 5

    @Flag(help: "Write what the script prints to the log too, with the time.")
    var logOutput = false

    func validate() throws {
        guard (0...1000).contains(logKeep) else { throw ValidationError("--log-keep must be from 0 to 1000.") }
        _ = try logging(isVerbose: false, isTraced: false)
    }

    func logging(isVerbose: Bool, isTraced: Bool) throws -> RunLogging {
        var logging = RunLogging()
        logging.file = logFile
        if let logFormat { logging.format = logFormat }
        logging.takesOutput = logOutput
        logging.rotation.size = Int64(logMaxSize.bytes)
        logging.rotation.age = logMaxAge?.duration
        logging.rotation.kept = logKeep
        if quiet {
            logging.levels = LogLevels(.warning)
            // What was asked for is no chatter.
            logging.levels[.output] = .info
        }
        if isVerbose { logging.levels[.script] = .debug }
        if isTraced { logging.levels[.trace] = .debug }
        if let logLevel, let mistake = logging.levels.set(logLevel) {
            throw ValidationError("--log-level: \(mistake).")
        }
        return logging
    }
}

extension LogFormat: ExpressibleByArgument {}
