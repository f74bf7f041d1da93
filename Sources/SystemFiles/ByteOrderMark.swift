/// The bytes by which some programs mark a file as UTF-8.
package enum ByteOrderMark {
    /// U+FEFF in UTF-8.
    package static let utf8: [UInt8] = [0xEF, 0xBB, 0xBF]
}

extension Sequence<UInt8> {
    /// Whether a text begins with the mark of UTF-8.
    package var hasByteOrderMark: Bool { starts(with: ByteOrderMark.utf8) }
}

extension Collection<UInt8> {
    /// The text without the mark of UTF-8 that it may begin with.
    package var withoutByteOrderMark: SubSequence { hasByteOrderMark ? dropFirst(ByteOrderMark.utf8.count) : self[...] }
}
