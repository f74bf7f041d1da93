import Glibc

extension FileAccess {
    /// All that the file at `path` holds.
    ///
    /// - Parameters:
    ///   - path: As a script writes it: absolute, or relative to the working directory.
    ///   - memory: What the script may still hold; a file of which it cannot hold the bytes and their text at once is
    ///     not read.
    /// - Throws: ``FileAccessError``, or ``LuaLimitError/memory``.
    public func contents(of path: String, within memory: LuaMemory? = nil) throws -> [UInt8] {
        let file = try open(path, for: .read)
        var contents: [UInt8] = []
        var hold = LuaMemoryHold(memory)
        var status = Glibc.stat()
        if fstat(file.descriptor, &status) == 0, status.st_size < Int.max / 2 {
            try hold.add(2 * status.st_size)
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file.descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileAccessError(.read, path, errno: errno) }
            guard count > 0 else { return contents }
            contents += chunk.prefix(count)
            // It grows while it is read, or is of a kind that has no size.
            try hold.add(2 * contents.count - hold.count)
        }
    }

    /// What the file at `path` holds as Lua compiles it: without a byte order mark, and with the text of a first line
    /// that begins with `#` taken out; its line break stays, so that lines keep their numbers, but not before bytecode.
    ///
    /// - Throws: ``FileAccessError``, or ``LuaLimitError/memory``.
    func chunk(of path: String, within memory: LuaMemory) throws -> ArraySlice<UInt8> {
        var text = try contents(of: path, within: memory)[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        guard text.first == UInt8(ascii: "#") else { return text }
        text = text.drop { $0 != UInt8(ascii: "\n") }
        return text.dropFirst().starts(with: "\u{1B}Lua".utf8) ? text.dropFirst() : text
    }
}
