import Catalogue
public import LuaBridge
import TerminalText

/// An enumeration of names is a string in Lua, one of few.
extension LuaConvertible where Self: RawRepresentable<String> & CaseIterable {
    public static var luaTypeName: String { luaAllowedValues.joined(separator: "|") }

    public static var luaAllowedValues: [String] { allCases.map { "\"\($0.rawValue)\"" } }

    public init(lua: LuaValue) throws(LuaMismatch) {
        let name = try String(lua: lua)
        guard let value = Self(rawValue: name) else {
            let allowed = Self.luaAllowedValues.nearestFirst(to: "\"\(name)\"")
            throw LuaMismatch("expected \(allowed.joined(separator: " or ")), got \"\(name)\"")
        }
        self = value
    }

    public var lua: LuaValue { .string(rawValue) }
}

extension LuaMismatch {
    /// A field that a table of options does not have, with the name that was meant or the names that there are.
    static func unknownField(_ key: LuaValue, of names: [String]) -> LuaMismatch {
        if case .string(let name) = key { return LuaMismatch("unknown; \(names.advice(for: name))") }
        return LuaMismatch("unknown; known: \(names.sorted().joined(separator: ", "))")
    }
}
