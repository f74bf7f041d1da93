import Postgres
import ScriptRunner
import TerminalText

extension ProcessExit {
    /// The report of an error of the database that machines share; nil for any other.
    static func describeState(_ error: any Error) -> (ErrorReport, ExitCode)? {
        guard let error = error as? PostgresError else { return nil }
        let (code, hint) = meaning(of: error.code)
        return (ErrorReport(error.description, hint: error.hint ?? hint), code)
    }

    private static func meaning(of code: PostgresError.Code) -> (ExitCode, String?) {
        switch code {
        case .address, .library, .version: (.configuration, nil)
        case .unreachable: (.unavailable, "govscript state doctor looks closer.")
        case .unknown, .notDurable, .closed: (.unavailable, "Run it again.")
        case .refused("42501"):
            (
                .noPermission,
                "Have a role with this right do it; for the tables, govscript state init --print says what to run."
            )
        // A schema, table, function or role that is not there.
        case .refused("3F000"), .refused("42P01"), .refused("42883"): (.configuration, "Make it: govscript state init")
        case .refused("42704"): (.usage, nil)
        case .refused: (.unavailable, nil)
        }
    }
}
