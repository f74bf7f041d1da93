import Operations
import ScriptRunner
import TerminalText

/// A value on the command line that means nothing.
struct ConfigurationMistake: Error {
    var message: String
    var hint: String?

    init(_ option: String, _ message: String, hint: String? = nil) {
        self.message = "\(option): \(message)"
        self.hint = hint
    }
}

extension ProcessExit {
    /// The report of an error that only schedules have; nil for any other.
    static func describeSchedule(_ error: any Error) -> (ErrorReport, ExitCode)? {
        switch error {
        case let error as ConfigurationMistake: return (ErrorReport(error.message, hint: error.hint), .usage)
        case let error as ProgramCall.Failure: return (ErrorReport(error.message, hint: error.hint), .unavailable)
        case let error as ScheduleShelf.Unknown:
            let meant = error.known.nearest(to: error.name).map { "Did you mean \($0)?" }
            let known = error.known.isEmpty ? "There are none." : "There are: \(error.known.joined(separator: ", "))."
            return (ErrorReport("there is no schedule \(error.name)", hint: meant ?? known), .usage)
        case let error as CalendarExpression.Mistake:
            return (ErrorReport(error.description, hint: error.hint), .usage)
        case let error as ZoneRules.Unusable: return (ErrorReport(error.description, hint: error.hint), .usage)
        case let error as CrontabEntry.Unwritable:
            let hint = "Put the call into a script of its own, or use --systemd."
            return (ErrorReport(error.description, hint: hint), .usage)
        default: return nil
        }
    }
}
