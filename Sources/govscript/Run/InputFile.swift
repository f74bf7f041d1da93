import FoundationEssentials
import Glibc

/// Files that the command itself reads.
enum InputFile {
    struct Unreadable: Error {
        var path: String
        var reason: String
    }

    /// - Throws: ``Unreadable``
    static func contents(of path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Unreadable(path: path, reason: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        return try contents(of: descriptor, name: path)
    }

    static func standardInput() throws -> [UInt8] {
        try contents(of: STDIN_FILENO, name: "standard input")
    }

    private static func contents(of descriptor: Int32, name: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Unreadable(path: name, reason: String(cString: strerror(errno))) }
            bytes += chunk[..<count]
        }
    }
}
