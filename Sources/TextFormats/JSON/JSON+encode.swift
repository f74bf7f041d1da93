import JSONTape
package import LuaBridge

extension JSON {
    /// What an empty table becomes: Lua does not know whether it is a list or an object.
    package enum EmptyTable: String, Sendable {
        case object, array
    }

    /// The JSON text of a value, with the names of objects in the order of their bytes.
    ///
    /// A sequence becomes an array, a table with string keys an object. A float is written with the fewest digits
    /// that read back as the same float. `pretty` puts every element on a line of its own, indented by two spaces.
    ///
    /// - Throws: for NaN and infinities, strings that are not UTF-8, tables with other keys or with both kinds,
    ///   functions and objects, nesting deeper than ``maximumDepth``, and a text of more than `limit` bytes; the error
    ///   has the path to the culprit.
    package static func encode(
        _ value: LuaValue, pretty: Bool = false, empty: EmptyTable = .object, limit: Int = .max
    ) throws(JSONError) -> [UInt8] {
        var encoder = JSONEncoder(isPretty: pretty, empty: empty, limit: limit)
        try encoder.encode(value)
        try encoder.checkLength()
        return encoder.text
    }
}

/// Our own and not the library's, because that (2.14) writes a float with all 17 digits: 0.1 as 0.10000000000000001.
private struct JSONEncoder {
    let isPretty: Bool
    let empty: JSON.EmptyTable
    let limit: Int
    var text: [UInt8] = []
    private var path: [Step] = []

    private enum Step {
        case name(String), index(Int)
    }

    init(isPretty: Bool, empty: JSON.EmptyTable, limit: Int) {
        self.isPretty = isPretty
        self.empty = empty
        self.limit = limit
    }

    func checkLength() throws(JSONError) {
        if text.count > limit { throw error("\(LuaLimitError.memory) for its text") }
    }

    mutating func encode(_ value: LuaValue) throws(JSONError) {
        try checkLength()
        switch value {
        case .nil, .null: text += "null".utf8
        case .boolean(let flag): text += (flag ? "true" : "false").utf8
        case .integer(let number): text += String(number).utf8
        case .number(let number):
            guard number.isFinite else { throw error("\(number) is not a number in JSON") }
            text += number.description.utf8
        case .string(let string): JSONText.append(string, to: &text)
        case .bytes: throw error("the string is not UTF-8")
        case .table(let table): try encode(table)
        case .object, .opaque: throw error("a \(value.typeName) cannot become JSON")
        }
    }

    private mutating func encode(_ table: LuaTable) throws(JSONError) {
        guard path.count < JSON.maximumDepth else { throw error("nested deeper than \(JSON.maximumDepth) levels") }
        if table.isEmpty {
            text += (empty == .object ? "{}" : "[]").utf8
        } else if table.fields.isEmpty {
            try encodeElements(table.array, in: "[", "]") { (encoder: inout Self, element, index) throws(JSONError) in
                encoder.path.append(.index(index + 1))
                try encoder.encode(element)
            }
        } else {
            let members = try members(of: table)
            try encodeElements(members, in: "{", "}") { (encoder: inout Self, member, _) throws(JSONError) in
                encoder.path.append(.name(member.name))
                JSONText.append(member.name, to: &encoder.text)
                encoder.text += (encoder.isPretty ? ": " : ":").utf8
                try encoder.encode(member.value)
            }
        }
    }

    private mutating func encodeElements<Element>(
        _ elements: [Element], in open: String, _ close: String,
        _ encodeElement: (inout Self, Element, Int) throws(JSONError) -> Void
    ) throws(JSONError) {
        let depth = path.count
        text += open.utf8
        for (index, element) in elements.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            newLine(depth + 1)
            try encodeElement(&self, element, index)
            path.removeLast()
        }
        newLine(depth)
        text += close.utf8
    }

    private mutating func newLine(_ depth: Int) {
        guard isPretty else { return }
        text.append(UInt8(ascii: "\n"))
        text += repeatElement(UInt8(ascii: " "), count: 2 * depth)
    }

    private func members(of table: LuaTable) throws(JSONError) -> [(name: String, value: LuaValue)] {
        guard table.array.isEmpty else { throw error(mixture(table)) }
        var members: [(name: String, value: LuaValue)] = []
        members.reserveCapacity(table.fields.count)
        for (key, value) in table.fields {
            switch key {
            case .string(let name): members.append((name, value))
            case .bytes: throw error("a key is not UTF-8")
            case .integer(let number): throw error("the key \(number) is neither a string nor in a sequence from 1")
            default: throw error("a key is a \(key.typeName), not a string")
            }
        }
        return members.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    /// What is wrong with a table that has a sequence and more.
    private func mixture(_ table: LuaTable) -> String {
        let isHole = table.fields.keys.allSatisfy { if case .integer(let index) = $0 { index > 0 } else { false } }
        let hole = table.array.count + 1
        return isHole
            ? "there is no value at [\(hole)], but there are some behind it: put json.null there"
            : "a table with both a sequence and other keys cannot become JSON"
    }

    private func error(_ message: String) -> JSONError {
        var words = "value"
        for step in path.prefix(12) {
            switch step {
            case .index(let index): words += "[\(index)]"
            case .name(let name): words += Self.isIdentifier(name) ? ".\(name)" : "[\"\(name)\"]"
            }
        }
        return JSONError(place: .path(path.count > 12 ? words + "…" : words), message: message)
    }

    private static func isIdentifier(_ name: String) -> Bool {
        let isWord = name.utf8.allSatisfy { byte in
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
                || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "_")
        }
        return isWord && name.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0) } ?? false
    }
}
