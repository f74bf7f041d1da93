package import Catalogue
package import LuaBridge

/// How the process ends; the numbers are sysexits' where they have one.
package enum ExitCode: Int32, Sendable, CaseIterable {
    case done = 0
    case scriptError = 1
    /// Items of runs failed or are in doubt, or an error says so of a single write or ingestion.
    case unfinishedItems = 3
    /// `--fail-if-nothing`, and no item and no write was done.
    case nothingDone = 4
    /// What `--expect` asks for did not come true.
    case unexpected = 5
    /// `--apply`, and the plan no longer fits: nothing was sent that is not in it.
    case planOutdated = 6
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    case internalError = 70
    /// The system refuses a thread.
    case systemError = 71
    /// A file cannot be made or replaced.
    case cannotCreate = 73
    /// What the script or the command printed could not be written, or a device failed.
    case outputLost = 74
    case tryLater = 75
    case noPermission = 77
    case configuration = 78
    /// `--timeout` ended the script; the code that coreutils' `timeout` uses.
    case timeLimit = 124

    /// Where an error ended what was being done.
    package enum Place: Sendable {
        /// In a script, which the error has stopped.
        case script
        /// In a command of the program's own, such as `runs resolve`.
        case command
    }

    /// Whether the same may work a little later, for `--retries`: a service is down, or something is in use.
    package var isTemporary: Bool { self == .unavailable || self == .tryLater }

    /// What a file means that cannot be used.
    package init(_ fault: FileFault) {
        self =
            switch fault {
            case .input: .noInput
            case .output: .cannotCreate
            case .full: .tryLater
            case .device: .outputLost
            }
    }

    /// What an error means for the process: the one place where that is decided.
    package init(_ error: ScriptError, in place: Place) {
        if let fault = error.unusable {
            self.init(fault)
            return
        }
        self =
            switch error.kind {
            case _ where error.triesLater: .tryLater
            case _ where error.isConfiguration: .configuration
            case .auth, .permission: .noPermission
            case .unreachable, .server, .rateLimited: .unavailable
            case .internal: .internalError
            case .data: .badData
            case .uncertain, .ingestion: .unfinishedItems
            case .usage: place == .command ? .usage : .scriptError
            // In a script: a service was waited for in vain until the patience was at an end.
            case .timeout: place == .command || error.stopsRun ? .unavailable : .scriptError
            case .notFound, .conflict, .rejected, .cancelled: .scriptError
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
        guard kind == .runtime, case .table(let table) = value else { return ExitCode.scriptError.rawValue }
        return ExitCode(table).rawValue
    }
}

extension ExitCode {
    /// What an error value means that ended a script, which may have made the value itself.
    fileprivate init(_ value: LuaTable) {
        guard case .string(let name) = value[ErrorField.kind] else {
            self = .scriptError
            return
        }
        // A kind of the script's own is like any mistake of the script.
        var error = ScriptError(ErrorKind(rawValue: name) ?? .usage, "")
        error.triesLater = value[ErrorField.triesLater] == true
        error.isConfiguration = value[ErrorField.configuration] == true
        error.stopsRun = value[ErrorField.stopsRun] == true
        if case .string(let fault) = value[ErrorField.unusable] { error.unusable = FileFault(rawValue: fault) }
        self.init(error, in: .script)
    }
}
