package import FoundationEssentials
import JSONTape

extension JSONValue {
    /// Reads one JSON document; of members with the same name the last one counts.
    ///
    /// - Throws: ``JSONSyntaxError`` if it is not JSON.
    package init(parsing text: some ContiguousBytes) throws {
        self = try text.withUnsafeBytes { try JSONDocument.read($0) { JSONValue($0) } }
    }

    /// A copy of a value that is being read.
    init(_ node: JSONNode) {
        switch node.kind {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let integer): self = .int(integer)
        case .number(let number): self = .double(number)
        case .string: self = .string(node.string ?? "")
        case .array:
            var elements: [JSONValue] = []
            elements.reserveCapacity(node.count)
            node.forEachElement { elements.append(JSONValue($0)) }
            self = .array(elements)
        case .object:
            var members: [String: JSONValue] = [:]
            members.reserveCapacity(node.count)
            node.forEachMember { members[$0.description] = JSONValue($1) }
            self = .object(members)
        }
    }

    /// Compact JSON with sorted keys.
    ///
    /// What JSON has no number for, such as infinity, becomes `null`.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The same as UTF-8.
    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return bytes
    }

    private func write(to bytes: inout [UInt8]) {
        switch self {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .int(let integer): bytes += String(integer).utf8
        case .double(let number):
            // A whole number is written without its fraction, as other writers of JSON do.
            if let integer = Int64(exactly: number), abs(number) < 1e15 {
                bytes += String(integer).utf8
            } else {
                bytes += (number.isFinite ? "\(number)" : "null").utf8
            }
        case .string(let text): JSONText.append(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                JSONText.append(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }
}
