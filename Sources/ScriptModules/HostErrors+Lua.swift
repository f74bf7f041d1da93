package import ApiClients
import Catalogue
import DurableRuns
package import HostState
public import LuaBridge
public import RunJournal

extension ApiError: LuaRaisable, WriteError {
    package var scriptError: ScriptError {
        var error = ScriptError(kind, description, call: call, hint: hint)
        error.service = service
        error.status = status
        error.attempts = attempts
        error.details = details
        error.rows = rows
        error.stopsRun = stopsRun
        error.triesLater = triesLater
        error.isConfiguration = isConfiguration
        error.unusable = unusable
        return error
    }
}

extension JournalError: LuaRaisable {
    public var luaErrorValue: LuaValue { scriptError.luaErrorValue }
}

extension HostStateError: LuaRaisable, ScriptErrorConvertible {
    package var scriptError: ScriptError {
        let isPermission = code == .notWritable || code == .unsafe
        var error = ScriptError(isPermission ? .permission : .internal, message, hint: hint)
        error.stopsRun = true
        error.triesLater = code.mayWorkLater
        error.isConfiguration = code.isConfiguration
        return error
    }
}
