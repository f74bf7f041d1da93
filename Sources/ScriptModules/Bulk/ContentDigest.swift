import Hashing
import LuaBridge

/// Tells contents apart: sixteen bytes of a hash over every value, with its type and in an order of its own.
enum ContentDigest {
    static func of(_ values: [LuaValue]) -> [UInt8] {
        var bytes: [UInt8] = []
        for value in values { append(value, to: &bytes) }
        return Array(SHA256.hash(bytes).prefix(16))
    }

    private static func append(_ value: LuaValue, to bytes: inout [UInt8]) {
        switch value {
        case .nil: bytes.append(0)
        case .null: bytes.append(1)
        case .boolean(let value): bytes.append(value ? 3 : 2)
        case .integer(let value): append(4, UInt64(bitPattern: value), to: &bytes)
        case .number(let value): append(5, value.bitPattern, to: &bytes)
        case .string(let text): append(6, text.utf8, to: &bytes)
        case .bytes(let content): append(6, content, to: &bytes)
        case .table(let table):
            append(7, UInt64(table.array.count), to: &bytes)
            for element in table.array { append(element, to: &bytes) }
            append(8, UInt64(table.fields.count), to: &bytes)
            let fields = table.fields.map { key, value in
                var field: [UInt8] = []
                append(key, to: &field)
                let length = field.count
                append(value, to: &field)
                return (key: field[..<length], all: field)
            }
            for field in fields.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) { bytes += field.all }
        case .object, .opaque: append(9, value.typeName.utf8, to: &bytes)
        }
    }

    private static func append(_ tag: UInt8, _ number: UInt64, to bytes: inout [UInt8]) {
        bytes.append(tag)
        withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
    }

    private static func append(_ tag: UInt8, _ content: some Collection<UInt8>, to bytes: inout [UInt8]) {
        append(tag, UInt64(content.count), to: &bytes)
        bytes += content
    }
}
