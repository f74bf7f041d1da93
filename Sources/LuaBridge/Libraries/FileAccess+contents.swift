import Glibc

extension FileAccess {
    /// All that the file at `path` holds.
    public func contents(of path: String) throws(FileAccessError) -> [UInt8] {
        let file = try open(path, for: .read)
        var contents: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(file.descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileAccessError(.read, path, errno: errno) }
            guard count > 0 else { return contents }
            contents += chunk.prefix(count)
        }
    }

    /// What the file at `path` holds as Lua compiles it: without a byte order mark, and with the text of a first line
    /// that begins with `#` taken out.
    func chunk(of path: String) throws(FileAccessError) -> ArraySlice<UInt8> {
        var text = try contents(of: path)[...]
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
        return text.first == UInt8(ascii: "#") ? text.drop { $0 != UInt8(ascii: "\n") } : text
    }
}
