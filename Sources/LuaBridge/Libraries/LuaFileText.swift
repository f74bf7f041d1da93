import SystemFiles

extension Collection<UInt8> {
    /// What of a file's text Lua compiles: without a byte order mark, and without the text of a first line that begins
    /// with `#`.
    ///
    /// The line break stays, so that lines keep their numbers, but not before bytecode.
    package var luaCode: SubSequence {
        let text = withoutByteOrderMark
        guard text.first == UInt8(ascii: "#") else { return text }
        let rest = text.drop { $0 != UInt8(ascii: "\n") }
        return rest.dropFirst().starts(with: "\u{1B}Lua".utf8) ? rest.dropFirst() : rest
    }
}
