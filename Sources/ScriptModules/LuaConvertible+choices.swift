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
