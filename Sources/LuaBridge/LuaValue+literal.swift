extension LuaValue {
    /// The value as a person would write it in a script; tables are shortened, for use in messages.
    ///
    /// ```swift
    /// LuaValue.string("a\n").literal              // "a\n" with its quotes
    /// LuaValue.table(["key": 1]).literal          // {…}
    /// ```
    public var literal: String {
        switch self {
        case .nil: "nil"
        case .null: "json.null"
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .string(let text): Self.quoted(text.utf8)
        case .bytes(let bytes): Self.quoted(bytes)
        case .table(let table): table.isEmpty ? "{}" : "{…}"
        case .object, .opaque: typeName
        }
    }

    private static func quoted(_ bytes: some Sequence<UInt8>) -> String {
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): quoted += Array("\\n".utf8)
            case 0..<32, 127: quoted += Array("\\\(byte)".utf8)
            default: quoted.append(byte)
            }
        }
        return String(decoding: quoted + [UInt8(ascii: "\"")], as: UTF8.self)
    }
}
