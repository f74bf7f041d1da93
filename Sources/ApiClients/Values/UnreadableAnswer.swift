import FoundationEssentials
import JSONTape

/// An answer of another form than the service documents.
struct UnreadableAnswer: Error {
    /// The value, if it is there and of the type that it should be.
    static func unwrap<Value>(_ value: Value?) throws -> Value {
        guard let value else { throw UnreadableAnswer() }
        return value
    }
}

extension HTTPResponse {
    /// Reads the body as JSON.
    ///
    /// - Throws: ``JSONSyntaxError`` if it is not JSON, what `read` throws.
    func json<Value>(_ read: (JSONNode) throws -> Value) throws -> Value {
        try body.withUnsafeBytes { try JSONDocument.read($0, read) }
    }
}
