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
import TerminalText

/// The end of the process.
enum ProcessExit {
    /// Says what went wrong and ends the process with the code for it.
    static func exit(_ error: any Error, stopped reason: LuaStop?, console: Console) -> Never {
        console.live("")
        if case .exit(let code) = reason { exit(code: code) }
        let (report, code) = describe(error, reason)
        for line in report.lines(inColour: console.isTerminal && Environment.variables["NO_COLOR"] == nil) {
            console.line(line)
        }
        exit(code: code)
    }

    static func exit(code: Int32) -> Never {
        SandboxPlace.endProcess()
        let isComplete = outputIsComplete()
        // Not `exit`: nothing is left to be done, and threads that still run would see what they use torn down.
        _exit(code == 0 && !isComplete ? ExitCode.outputLost.rawValue : code)
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

    /// Does what a command is for and ends the process, with code 0 or as the error asks for.
    static func exiting(_ body: () async throws -> Void) async -> Never {
        do { try await body() } catch { exit(error, stopped: nil, console: Console()) }
        exit(code: ExitCode.done.rawValue)
    }

    private static let threadHint = "Raise the limit of processes (ulimit -u), or end some of your processes."

    static func describe(_ error: any Error, _ reason: LuaStop?) -> (ErrorReport, Int32) {
        switch error {
        case let error as LuaError:
            return (ErrorReport(error), error.exitCode(stopped: reason))
        case let error as ApiError:
            return (ErrorReport(error), ExitCode(error.scriptError, in: .command).rawValue)
        // A key or a name that is not in the journal, as it was given to the command.
        case let error as JournalError where error.code.concernsOneItem:
            return (ErrorReport(error.message, hint: error.hint), ExitCode.usage.rawValue)
        case let error as any ScriptErrorConvertible:
            let error = error.scriptError
            return (ErrorReport(error.message, hint: error.hint), ExitCode(error, in: .command).rawValue)
        case let error as LuaThreadUnavailable:
            return (ErrorReport("\(error)", hint: threadHint), ExitCode.systemError.rawValue)
        case let error as InputFile.Unreadable:
            let message = "cannot read \(error.path): \(error.reason)"
            return (ErrorReport(message, hint: error.hint), ExitCode.noInput.rawValue)
        case let error as OutputFolder.Unwritable:
            return (ErrorReport("\(error)"), ExitCode.noPermission.rawValue)
        case let error as ConfigurationError:
            let code: ExitCode = if case .flag = error.place { .usage } else { .configuration }
            return (ErrorReport(error.description, hint: error.hint), code.rawValue)
        case let error as HarFile.Unwritable:
            return (ErrorReport("--trace-har: \(error)"), ExitCode.noPermission.rawValue)
        case EmulatorError.stateInUse:
            let hint =
                "Another govscript uses this sandbox and does not answer. End it, or set GOVSCRIPT_STATE_DIR to use "
                + "another folder."
            return (ErrorReport("\(error)", hint: hint), ExitCode.tryLater.rawValue)
        case let error as EmulatorError:
            return (ErrorReport("\(error)"), ExitCode.unavailable.rawValue)
        default:
            return (ErrorReport("\(error)"), ExitCode.internalError.rawValue)
        }
    }
}
