import ApiClients
import ApiEmulator
import CProcess
import Glibc
import LuaBridge
import RunJournal
import ScriptModules
import ScriptRunner
import Settings
import SystemFiles
import TextFormats
import TerminalText

/// The end of the process.
enum ProcessExit {
    /// Says what went wrong and ends the process with the code for it.
    static func exit(_ error: any Error, stopped reason: LuaStop?, console: Console) -> Never {
        exit(code: tell(error, stopped: reason, console: console))
    }

    /// Says what went wrong.
    ///
    /// - Returns: The exit code for it.
    static func tell(_ error: any Error, stopped reason: LuaStop?, console: Console) -> Int32 {
        console.live("")
        if case .exit(let code) = reason { return code }
        let (report, code) = describe(error, reason)
        StartRecording.ends(report, stopped: reason, code: code)
        tell(report, console)
        return code
    }

    static func tell(_ report: ErrorReport, _ console: Console) {
        console.write(
            report.entry, shown: report.lines(inColour: console.isTerminal && Environment.variables["NO_COLOR"] == nil))
    }

    static func exit(code: Int32) -> Never {
        SandboxPlace.endProcess()
        let isComplete = outputIsComplete()
        let code = StartRecording.end(code: code == 0 && !isComplete ? ExitCode.outputLost.rawValue : code)
        // Not `exit`: nothing is left to be done, and threads that still run would see what they use torn down.
        _exit(code)
    }

    /// Flushes standard output and says so if some of it could not be written.
    ///
    /// A pipe that nobody reads any more, as after `| head -1`, is no failure.
    private static func outputIsComplete() -> Bool {
        let failure = cprocess_lost_output()
        guard failure != 0 else { return true }
        let reason = SystemError(failure).words
        let report = ErrorReport("cannot write to standard output: \(reason); some of the output is lost")
        for line in report.lines(inColour: false) { Console().line(line) }
        return false
    }

    /// Flushes standard output, and ends the process if it could not be written.
    static func exitIfOutputIsLost() {
        if cprocess_lost_output() != 0 { exit(code: ExitCode.done.rawValue) }
    }

    /// Does what a command is for on a thread that may block, and ends the process, with code 0 or as the error asks.
    ///
    /// For what waits for a journal, for records or for PostgreSQL: a thread of the concurrency pool must not.
    static func exiting(_ body: () throws -> Void) -> Never {
        do { try body() } catch { exit(error, stopped: nil, console: Console()) }
        exit(code: ExitCode.done.rawValue)
    }

    /// Does what a command is for and ends the process, with code 0 or as the error asks for.
    static func exiting(_ body: () async throws -> Void) async -> Never {
        do { try await body() } catch { exit(error, stopped: nil, console: Console()) }
        exit(code: ExitCode.done.rawValue)
    }

    private static let threadHint = "Raise the limit of processes (ulimit -u), or end some of your processes."

    static func describe(_ error: any Error, _ reason: LuaStop?) -> (ErrorReport, Int32) {
        if let (report, code) = describeSchedule(error) ?? describeState(error) { return (report, code.rawValue) }
        switch error {
        case let error as LuaError:
            return (ErrorReport(error), error.exitCode(stopped: reason))
        case let error as ApiError:
            return (ErrorReport(error), ExitCode(error.scriptError, in: .command).rawValue)
        // A key or a name that is not in the journal, as it was given to the command.
        case let error as JournalError where error.code.concernsOneItem:
            return (ErrorReport(error.message, hint: error.hint), ExitCode.usage.rawValue)
        case let error as PlanError:
            var report = ErrorReport(error.message, hint: error.hint)
            report.details = error.details
            report.showsAll = true
            let code: ExitCode =
                switch error.fault {
                case .content: .badData
                case .output(let fault): ExitCode(fault)
                case nil: .planOutdated
                }
            return (report, code.rawValue)
        case let error as any ScriptErrorConvertible:
            let error = error.scriptError
            return (ErrorReport(error.message, hint: error.hint), ExitCode(error, in: .command).rawValue)
        case let error as LuaThreadUnavailable:
            return (ErrorReport("\(error)", hint: threadHint), ExitCode.systemError.rawValue)
        case let error as FileAccessError:
            let isRefusal = error.code == .outside || error.code == .denied
            let fault = FileFault(error.errno, isWriting: error.isWriting)
            return (ErrorReport("\(error)"), (isRefusal ? .noPermission : ExitCode(fault)).rawValue)
        case let error as CSVError:
            let fault = error.failure.map { FileFault($0.number, isWriting: error.isWriting) }
            return (ErrorReport("\(error)"), (fault.map { ExitCode($0) } ?? .badData).rawValue)
        case let error as InputFile.Unreadable:
            let message = "cannot read \(error.path): \(error.reason)"
            let fault = FileFault(error.error.number, isWriting: false)
            return (ErrorReport(message, hint: error.hint), ExitCode(fault).rawValue)
        case let error as OutputFolder.Unwritable:
            return (ErrorReport("\(error)"), ExitCode(FileFault(error.error.number, isWriting: true)).rawValue)
        case let error as ConfigurationError:
            let code: ExitCode = if case .flag = error.place { .usage } else { .configuration }
            return (ErrorReport(error.description, hint: error.hint), code.rawValue)
        case let error as HarFile.Unwritable:
            let fault = FileFault(error.error.number, isWriting: true)
            return (ErrorReport("--trace-har: \(error)"), ExitCode(fault).rawValue)
        case let error as RunLogging.Unwritable:
            let fault = FileFault(error.error.number, isWriting: true)
            return (
                ErrorReport("--log-file: cannot write \(error.path): \(error.error.words)"), ExitCode(fault).rawValue
            )
        case EmulatorError.stateInUse:
            let hint =
                "Another govscript uses this sandbox and does not answer. End it, or set GOVSCRIPT_STATE_DIR to use "
                + "another folder."
            return (ErrorReport("\(error)", hint: hint), ExitCode.tryLater.rawValue)
        case let error as EmulatorError:
            let (code, hint) = meaning(of: error)
            return (ErrorReport("\(error)", hint: hint), code.rawValue)
        default:
            return (ErrorReport("\(error)"), ExitCode.internalError.rawValue)
        }
    }

    /// What an emulator's failure means: its folder is to the sandbox what the state folder is to a run.
    private static func meaning(of error: EmulatorError) -> (code: ExitCode, hint: String?) {
        switch error {
        case .stateInUse: return (.tryLater, nil)
        case .file(_, let error):
            switch error.cause {
            case .full: return (.tryLater, "Make room on the disk and run it again.")
            case .rights: return (.noPermission, stateHint)
            case .place: return (.configuration, stateHint)
            case .other: return (.outputLost, nil)
            }
        case .damagedState:
            return (.configuration, "Start with --fresh-sandbox, which removes the data, or with another folder.")
        case .cannotListen(let port, let error):
            guard error?.number == EADDRINUSE else {
                return (error?.cause == .rights ? .noPermission : .unavailable, nil)
            }
            return (
                .tryLater,
                "End the program that uses port \(port) (ss -ltnp shows it), choose another with --port, or leave "
                    + "--port out to take any free one."
            )
        case .stopped, .startedTwice: return (.internalError, nil)
        }
    }

    private static let stateHint =
        "Choose a folder of yours: --state of the emulator, GOVSCRIPT_STATE_DIR of the sandbox."
}
