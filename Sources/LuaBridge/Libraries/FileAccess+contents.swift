import Glibc
import SystemFiles

extension FileAccess {
    /// All that the file at `path` holds.
    ///
    /// - Parameters:
    ///   - path: As a script writes it: absolute, or relative to the working directory.
    ///   - memory: What the script may still hold; a file of which it cannot hold the bytes and their text at once is
    ///     not read.
    /// - Throws: ``FileAccessError``, or ``LuaLimitError/memory``.
    package func contents(of path: String, within memory: LuaMemory? = nil) throws -> [UInt8] {
        let file = try open(path, for: .read)
        var contents: [UInt8] = []
        var hold = LuaMemoryHold(memory)
        var status = Glibc.stat()
        if fstat(file.descriptor, &status) == 0, status.st_size < Int.max / 2 {
            try hold.add(2 * status.st_size)
        }
        do {
            try FileBytes.forEachPiece(of: file.descriptor) { piece in
                contents += piece
                // It grows while it is read, or is of a kind that has no size.
                try hold.add(2 * contents.count - hold.count)
            }
        } catch let error as SystemError {
            throw FileAccessError(.read, path, errno: error.number)
        }
        return contents
    }

    /// What the file at `path` holds as Lua compiles it.
    ///
    /// - Throws: ``FileAccessError``, or ``LuaLimitError/memory``.
    func chunk(of path: String, within memory: LuaMemory) throws -> ArraySlice<UInt8> {
        try contents(of: path, within: memory).luaCode
    }
}

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
