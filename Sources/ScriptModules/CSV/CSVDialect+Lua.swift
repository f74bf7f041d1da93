import Catalogue
package import LuaBridge
package import TextFormats

extension CSVSeparator: LuaConvertible {
    package static var luaTypeName: String { "string" }

    package init(lua: LuaValue) throws(LuaMismatch) {
        let text = try String(lua: lua)
        guard let separator = CSVSeparator(text) else {
            throw LuaMismatch("expected one character such as \",\" or \";\", got \(lua.literal)")
        }
        self = separator
    }

    package var lua: LuaValue { .string(text) }
}

/// A separator, or that it is to be found.
package struct CSVSeparatorChoice: LuaConvertible {
    /// nil: to be found.
    package let separator: CSVSeparator?

    package static let auto = CSVSeparatorChoice(separator: nil)
    package static var luaTypeName: String { "string" }

    private init(separator: CSVSeparator?) {
        self.separator = separator
    }

    package init(lua: LuaValue) throws(LuaMismatch) {
        self.init(separator: lua == "auto" ? nil : try CSVSeparator(lua: lua))
    }

    package var lua: LuaValue { separator?.lua ?? "auto" }
}

extension CSVEncoding: LuaConvertible {
    package static var luaTypeName: String { "string" }

    package init(lua: LuaValue) throws(LuaMismatch) {
        let name = try String(lua: lua)
        switch name.lowercased() {
        case "auto": self = .auto
        case "bytes": self = .bytes
        case "utf-8", "utf8": self = .utf8
        default:
            // iconv takes names such as "UTF-16//TRANSLIT", which drop characters without a word.
            let isPlain = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") }
            guard isPlain, !name.isEmpty, name.utf8.count <= 40 else {
                throw LuaMismatch("expected an encoding such as \"windows-1252\", got \(lua.literal)")
            }
            self = .named(name)
        }
    }

    package var lua: LuaValue { .string(name) }
}

extension CSVType: LuaConvertible {}
