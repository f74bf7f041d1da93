import Catalogue
public import LuaBridge

extension FileAccessError: LuaRaisable {
    public var luaErrorValue: LuaValue {
        let isRefusal = code == .outside || code == .denied
        return ScriptError(isRefusal ? .permission : .data, description).luaErrorValue
    }
}

extension CSVError: LuaRaisable {
    public var luaErrorValue: LuaValue {
        guard case .table(var table) = ScriptError(.data, description).luaErrorValue else { return .nil }
        table[.file] = .string(file)
        table[.line] = line.lua
        return .table(table)
    }
}

extension JSONError: LuaRaisable {
    public var luaErrorValue: LuaValue { ScriptError(.data, description).luaErrorValue }
}
