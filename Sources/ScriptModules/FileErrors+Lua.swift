import Catalogue
public import LuaBridge
import SystemFiles
import TextFormats

extension FileAccessError: LuaRaisable {
    public var luaErrorValue: LuaValue {
        guard code != .outside, code != .denied else { return ScriptError(.permission, description).luaErrorValue }
        var error = ScriptError(.data, description)
        error.unusable = FileFault(errno, isWriting: isWriting)
        return error.luaErrorValue
    }
}

extension CSVError: LuaRaisable {
    public var luaErrorValue: LuaValue {
        dataFault(
            description, file: file, line: line, failure.map { FileFault($0.number, isWriting: isWriting) })
    }
}

extension JSONLineError: LuaRaisable {
    public var luaErrorValue: LuaValue {
        dataFault(description, file: file, line: line, failure.map { FileFault($0.number, isWriting: false) })
    }
}

/// A fault of a script's data, with where it is in fields of its own.
private func dataFault(_ message: String, file: String, line: Int?, _ unusable: FileFault?) -> LuaValue {
    var error = ScriptError(.data, message)
    error.unusable = unusable
    guard case .table(var table) = error.luaErrorValue else { return .nil }
    table[.file] = .string(file)
    table[.line] = line.lua
    return .table(table)
}

extension JSONError: LuaRaisable {
    public var luaErrorValue: LuaValue { ScriptError(.data, description).luaErrorValue }
}
