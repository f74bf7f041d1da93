import CCSV
import LuaBridge

/// How a CSV file is written: what stands between its fields, and how its bytes are text.
package struct CSVDialect: Sendable, Hashable {
    /// nil where it is to be found.
    package var separator: CSVSeparator?
    package var encoding: CSVEncoding
    /// Whether the first line is one as Excel reads it: `sep=;`.
    var hasSeparatorLine = false

    package init(separator: CSVSeparator?, encoding: CSVEncoding) {
        self.separator = separator
        self.encoding = encoding
    }

    /// What was assumed without being asked for, in words; nil where all is as in plain CSV.
    package func assumptions(asked: CSVDialect) -> String? {
        var words: [String] = []
        if asked.encoding == .auto, encoding != .auto { words.append("as \(encoding.name.uppercased())") }
        if hasSeparatorLine {
            words.append("without its first line, which names the separator")
        }
        if asked.separator == nil, let separator, separator != .comma {
            words.append("with \(separator.words) between two fields")
        }
        return words.isEmpty ? nil : words.joined(separator: ", ")
    }

    /// The separator that a first line `sep=;` names, and the line's length with its end.
    static func separatorLine(_ head: UnsafeBufferPointer<UInt8>) -> (CSVSeparator, length: Int)? {
        let isQuoted = head.first == quote
        let text = isQuoted ? head.dropFirst() : head[...]
        guard text.count >= 6, text.prefix(4).map({ $0 | 0x20 }).starts(with: "sep=".utf8.map { $0 | 0x20 }) else {
            return nil
        }
        var rest = text.dropFirst(4)
        guard let byte = rest.popFirst(), let separator = CSVSeparator(String(UnicodeScalar(byte))) else { return nil }
        if isQuoted, rest.popFirst() != quote { return nil }
        switch rest.popFirst() {
        case lineFeed: break
        case carriageReturn: if rest.first == lineFeed { rest.removeFirst() }
        default: return nil
        }
        return (separator, rest.startIndex)
    }

    /// The separator by which the first records have the same number of fields, more than one.
    ///
    /// - Throws: where there is more than one answer, or the answer would be silently wrong.
    static func separator(
        of head: UnsafeBufferPointer<UInt8>, isWhole: Bool
    ) throws(AmbiguousSeparator) -> CSVSeparator {
        let shapes = CSVSeparator.usual.map { separator in
            (separator, shape: ccsv_shape_of(head.baseAddress, head.count, isWhole, separator.byte, 100))
        }
        guard let comma = shapes.first?.shape else { return .comma }
        let regular = shapes.filter { $0.shape.is_regular && $0.shape.width > 1 }.map(\.0)
        if regular.count > 1 { throw AmbiguousSeparator(candidates: regular) }
        if let only = regular.first { return only }
        if comma.width > 1 { return .comma }
        // A header that another one divides is one name only if that is said.
        let others = shapes.filter { $0.shape.width > 1 }.map(\.0)
        if others.isEmpty { return .comma }
        if comma.is_regular || others.count > 1 { throw AmbiguousSeparator(candidates: [.comma] + others) }
        return others[0]
    }
}

/// The first rows do not tell what stands between two fields.
struct AmbiguousSeparator: Error, CustomStringConvertible {
    let candidates: [CSVSeparator]

    var description: String {
        "the separator may be \(candidates.map(\.words).joined(separator: " or ")): give one, as in "
            + "{ separator = \(LuaValue.string(candidates[0].text).literal) }"
    }
}
