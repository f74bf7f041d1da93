import CSimdJSON

/// One value of a document that is being read.
///
/// Valid only inside of the closure that ``JSONDocument/read(_:_:)`` calls.
package struct JSONNode {
    /// What a value is.
    package enum Kind: Sendable, Hashable {
        case null
        case bool(Bool)
        /// A number without fraction and exponent that 64 bits hold.
        case integer(Int64)
        case number(Double)
        case string
        case array
        case object
    }

    // Unsafe as the parser's memory is: ``JSONDocument`` keeps the parser from anybody else while the closure runs.
    private let node: UnsafePointer<csj_node>

    init(_ node: UnsafePointer<csj_node>) { self.node = node }

    /// What the value is.
    package var kind: Kind {
        switch csj_kind(node.pointee.kind) {
        case CSJ_FALSE: .bool(false)
        case CSJ_TRUE: .bool(true)
        case CSJ_INTEGER: .integer(node.pointee.integer)
        case CSJ_NUMBER: .number(node.pointee.number)
        case CSJ_STRING: .string
        case CSJ_ARRAY: .array
        case CSJ_OBJECT: .object
        default: .null
        }
    }

    /// Whether it is `null`.
    package var isNull: Bool { csj_kind(node.pointee.kind) == CSJ_NULL }

    /// The text of a string; nil for other values.
    package var string: String? {
        csj_kind(node.pointee.kind) == CSJ_STRING ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// A whole number, also one that is written as `7.0`; nil for other values.
    package var integer: Int64? {
        switch kind {
        case .integer(let integer): integer
        case .number(let number): Int64(exactly: number)
        default: nil
        }
    }

    /// `true` or `false`; nil for other values.
    package var bool: Bool? {
        switch csj_kind(node.pointee.kind) {
        case CSJ_TRUE: true
        case CSJ_FALSE: false
        default: nil
        }
    }

    /// The elements of an array, the members of an object, the bytes of a string; 0 for other values.
    package var count: Int { Int(node.pointee.count) }

    /// Calls `body` with each element of an array in order; not at all for other values.
    package func forEachElement(_ body: (JSONNode) throws -> Void) rethrows {
        guard csj_kind(node.pointee.kind) == CSJ_ARRAY else { return }
        var next = node + 1
        for _ in 0..<node.pointee.count {
            try body(JSONNode(next))
            next += JSONNode(next).size
        }
    }

    /// Calls `body` with each member of an object as they stand in the text, repeated names included; not at all for
    /// other values.
    package func forEachMember(_ body: (JSONName, JSONNode) throws -> Void) rethrows {
        guard csj_kind(node.pointee.kind) == CSJ_OBJECT else { return }
        var next = node + 1
        for _ in 0..<node.pointee.count {
            let value = next + 1
            try body(JSONName(JSONNode(next).bytes), JSONNode(value))
            next = value + JSONNode(value).size
        }
    }

    /// The last member of an object with this name; nil if there is none, or for other values.
    package subscript(name: StaticString) -> JSONNode? {
        var found: JSONNode?
        forEachMember { if $0 == name { found = $1 } }
        return found
    }

    private var bytes: UnsafeBufferPointer<UInt8> {
        let start = UnsafeRawPointer(node.pointee.text)?.assumingMemoryBound(to: UInt8.self)
        return UnsafeBufferPointer(start: start, count: count)
    }

    private var size: Int {
        switch csj_kind(node.pointee.kind) {
        case CSJ_ARRAY, CSJ_OBJECT: Int(node.pointee.size)
        default: 1
        }
    }
}

/// The name of a member; compares with literals without becoming a string.
package struct JSONName: CustomStringConvertible {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The name as a string.
    package var description: String { String(decoding: bytes, as: UTF8.self) }

    /// Whether the name is this one, byte for byte.
    package static func == (name: JSONName, literal: StaticString) -> Bool {
        literal.withUTF8Buffer { $0.count == name.bytes.count && $0.elementsEqual(name.bytes) }
    }

    /// For `switch`.
    package static func ~= (literal: StaticString, name: JSONName) -> Bool { name == literal }
}
