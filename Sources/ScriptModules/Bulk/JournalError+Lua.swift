import Catalogue
import HostState
public import LuaBridge
public import RunJournal

extension JournalError: LuaRaisable {
    public var luaErrorValue: LuaValue {
        let kind: ErrorKind = code.concernsOneItem ? .data : code == .notWritable ? .permission : .internal
        var error = ScriptError(kind, message, hint: hint)
        error.stopsRun = !code.concernsOneItem
        error.triesLater = code.mayWorkLater
        error.isConfiguration = code.isConfiguration
        return error.luaErrorValue
    }
}

extension HostStateError: LuaRaisable {
    public var luaErrorValue: LuaValue {
        let isPermission = code == .notWritable || code == .unsafe
        var error = ScriptError(isPermission ? .permission : .internal, message, hint: hint)
        error.stopsRun = true
        error.triesLater = code.mayWorkLater
        error.isConfiguration = code.isConfiguration
        return error.luaErrorValue
    }
}
