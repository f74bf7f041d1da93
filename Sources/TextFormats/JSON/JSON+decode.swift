import CJansson
package import LuaBridge
import SystemFiles

extension JSON {
    /// The value of a JSON text (RFC 8259).
    ///
    /// Any value may be the outermost. A UTF-8 byte order mark is skipped.
    /// Objects and arrays become tables, so an empty one of either is the same empty table. Needs memory for the
    /// text's values twice over.
    ///
    /// - Throws: also for a name twice in one object, an integer beyond 64 bits, a NUL in a name, and bytes that
    ///   are not UTF-8.
    package static func decode(_ bytes: [UInt8]) throws(JSONError) -> LuaValue {
        let text = bytes.withoutByteOrderMark
        try checkDepthAndNULs(text)
        var error = json_error_t()
        let flags = Int(JSON_DECODE_ANY | JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL)
        let root = text.withUnsafeBytes {
            json_loadb($0.bindMemory(to: CChar.self).baseAddress, $0.count, flags, &error)
        }
        guard let root else {
            let message = withUnsafeBytes(of: &error.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            throw JSONError(
                place: .position(line: max(1, Int(error.line)), column: max(1, Int(error.column))), message: message)
        }
        defer { json_decref(root) }
        return value(of: root)
    }

    /// About how many bytes decoding a text takes beside the text: the library's values, and ours.
    package static func decodingCost(of text: [UInt8]) -> Int {
        // Estimates, rather too much than too little: a table is the library's, ours and its storage.
        let (table, scalar) = (600, 100)
        var cost = 3 * text.count + scalar
        var isInString = false
        var isEscaped = false
        for byte in text {
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isInString
            case UInt8(ascii: "\""): isInString.toggle()
            case _ where isInString: break
            case UInt8(ascii: "["), UInt8(ascii: "{"): cost += table
            case UInt8(ascii: ","), UInt8(ascii: ":"): cost += scalar
            default: break
            }
        }
        return cost
    }

    /// The library has a limit of its own, 2048, which is too deep for a script's stack; and it takes a NUL right after
    /// a number, which is none of JSON's blanks.
    private static func checkDepthAndNULs(_ text: ArraySlice<UInt8>) throws(JSONError) {
        var depth = 0
        var line = 1
        var column = 0
        var isInString = false
        var isEscaped = false
        for byte in text {
            // Bytes that continue a character are not columns.
            if byte & 0xC0 != 0x80 { column += 1 }
            switch byte {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = isInString
            case UInt8(ascii: "\""): isInString.toggle()
            case _ where isInString: break
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > maximumDepth {
                    let message = "nested deeper than \(maximumDepth) levels"
                    throw JSONError(place: .position(line: line, column: column), message: message)
                }
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case 0: throw JSONError(place: .position(line: line, column: column), message: "unexpected NUL byte")
            case UInt8(ascii: "\n"): (line, column) = (line + 1, 0)
            default: break
            }
        }
    }

    private static func value(of json: UnsafeMutablePointer<json_t>) -> LuaValue {
        switch json.pointee.type {
        case JSON_OBJECT: return .table(LuaTable(fields: fields(of: json)))
        case JSON_ARRAY:
            let elements = (0..<json_array_size(json)).lazy.compactMap { json_array_get(json, $0) }
            return .table(LuaTable(array: elements.map(value)))
        case JSON_STRING: return string(json_string_value(json), json_string_length(json))
        case JSON_INTEGER: return .integer(Int64(json_integer_value(json)))
        case JSON_REAL: return .number(json_real_value(json))
        case JSON_TRUE: return .boolean(true)
        case JSON_FALSE: return .boolean(false)
        default: return .null
        }
    }

    private static func fields(of object: UnsafeMutablePointer<json_t>) -> [LuaValue: LuaValue] {
        var fields: [LuaValue: LuaValue] = [:]
        fields.reserveCapacity(json_object_size(object))
        var iterator = json_object_iter(object)
        while let entry = iterator {
            if let item = json_object_iter_value(entry) {
                fields[string(json_object_iter_key(entry), json_object_iter_key_len(entry))] = value(of: item)
            }
            iterator = json_object_iter_next(object, entry)
        }
        return fields
    }

    private static func string(_ characters: UnsafePointer<CChar>?, _ count: Int) -> LuaValue {
        LuaValue(bytes: UnsafeRawBufferPointer(start: characters, count: count))
    }
}
