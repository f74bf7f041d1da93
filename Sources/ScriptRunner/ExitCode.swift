package import ApiClients
package import LuaBridge

/// How the process ends; the numbers are sysexits' where they have one.
package enum ExitCode: Int32, Sendable, CaseIterable {
    case done = 0
    case scriptError = 1
    /// Items of runs failed or are in doubt, or an error says so of a single write or ingestion.
    case unfinishedItems = 3
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case internalError = 70
    /// The system refuses a thread.
    case systemError = 71
    /// What the script or the command printed could not be written.
    case outputLost = 74
    case tryLater = 75
    case noPermission = 77
    case configuration = 78
    /// `--timeout` ended the script; the code that coreutils' `timeout` uses.
    case timeLimit = 124

    /// What an error value's kind means for the process.
    package init(kind: ApiError.Kind?) {
        self =
            switch kind {
            case .data: .badData
            case .auth, .permission: .noPermission
            case .unreachable, .server, .rateLimited: .unavailable
            case .internal: .internalError
            case .uncertain, .ingestion: .unfinishedItems
            default: .scriptError
            }
    }
}

extension LuaError {
    /// The code that the process ends with when nothing caught the error.
    package func exitCode(stopped reason: LuaStop?) -> Int32 {
        switch reason {
        case .interrupted(let signal): return 128 + signal
        case .exit(let code): return code
        case .timeLimit: return ExitCode.timeLimit.rawValue
        case nil: break
        }
        guard kind == .runtime, case .table(let table) = value, case .string(let name) = table["kind"] else {
            return ExitCode.scriptError.rawValue
        }
        if table["try_later"] == true { return ExitCode.tryLater.rawValue }
        if table["configuration"] == true { return ExitCode.configuration.rawValue }
        // A service that was waited for in vain until the patience was at an end.
        if name == ApiError.Kind.timeout.rawValue, table["stops_run"] == .boolean(true) {
            return ExitCode.unavailable.rawValue
        }
        return ExitCode(kind: ApiError.Kind(rawValue: name)).rawValue
    }
}
