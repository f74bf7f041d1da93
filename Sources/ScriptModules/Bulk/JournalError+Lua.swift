import Catalogue
public import HostState
public import LuaBridge
public import RunJournal

extension JournalError: LuaRaisable {
    public var luaErrorValue: LuaValue {
        var error = ScriptError(code.concernsOneItem ? .data : .internal, message, hint: hint)
        error.stopsRun = !code.concernsOneItem
        error.triesLater = code == .held
        error.isConfiguration = code == .elsewhere
        return error.luaErrorValue
    }
}

extension HostStateError: LuaRaisable {
    public var luaErrorValue: LuaValue {
        let isPermission = code == .notWritable || code == .unsafe
        var error = ScriptError(isPermission ? .permission : .internal, message, hint: hint)
        error.stopsRun = true
        error.triesLater = code == .held
        return error.luaErrorValue
    }
}
