import CSimdJSON
import Synchronization

/// Parsers that are not in use, with their buffers: to make one for each answer would take longer than to parse it.
final class ParserPool: Sendable {
    static let shared = ParserPool()

    /// As many as there are threads that parse at once, as a rule.
    private static let most = 4
    /// Bytes.
    ///
    /// A parser that has read something larger is given up, so that one huge answer is not paid for ever after.
    private static let largest = 16 << 20

    private let spare = Mutex<[Parser]>([])

    /// A parser that nobody else uses.
    ///
    /// - Throws: ``JSONSyntaxError`` when there is no memory for one, or simdjson is not installed.
    func take() throws -> Parser {
        if let parser = spare.withLock({ $0.popLast() }) { return parser }
        guard csj_is_available() else { throw JSONSyntaxError(CSJ_NO_LIBRARY) }
        guard let pointer = csj_new() else { throw JSONSyntaxError(CSJ_NO_MEMORY) }
        return Parser(pointer)
    }

    func putBack(_ parser: Parser) {
        guard csj_held(parser.pointer) <= Self.largest else { return }
        spare.withLock { if $0.count < Self.most { $0.append(parser) } }
    }
}

/// Owns one parser.
final class Parser: @unchecked Sendable {
    // Unchecked: any thread may use a parser, one at a time. The pool hands it to one caller, which puts it back.
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { csj_free(pointer) }
}
