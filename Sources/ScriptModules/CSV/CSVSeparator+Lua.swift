import Catalogue
package import LuaBridge

extension CSVSeparator: LuaConvertible {
    package static var luaTypeName: String { "string" }

    package init(lua: LuaValue) throws(LuaMismatch) {
        let text = try String(lua: lua)
        guard let separator = CSVSeparator(text) else {
            throw LuaMismatch("expected one character such as \",\" or \";\", got \(lua.literal)")
        }
        self = separator
    }

    package var lua: LuaValue { .string(String(UnicodeScalar(byte))) }
}
