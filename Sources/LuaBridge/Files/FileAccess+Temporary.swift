import Glibc

extension FileAccess {
    /// Makes an empty file with a new name in the temporary folder, which this script may then read, write, rename
    /// and remove like a file among its arguments; others may not.
    ///
    /// Nobody removes it but the script.
    package func makeTemporary() throws(FileAccessError) -> TemporaryFile {
        try requireSpare(.write, temporaryDirectory)
        var template = (temporaryDirectory + "/lua_XXXXXX").utf8.cString
        let descriptor = mkstemp(&template)
        let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let file = try checked(descriptor, .write, path)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        allowTemporary(path)
        return TemporaryFile(path: path, file: file)
    }

    /// A file without a name, for reading and writing, that ends when it is closed.
    package func openTemporary() throws(FileAccessError) -> OpenFile {
        try requireSpare(.write, temporaryDirectory)
        var template = (temporaryDirectory + "/lua_XXXXXX").utf8.cString
        let file = try checked(mkstemp(&template), .write, temporaryDirectory)
        _ = fcntl(file.descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return file
    }
}

/// A file that ``FileAccess/makeTemporary()`` made.
package struct TemporaryFile: ~Copyable, Sendable {
    /// Absolute.
    package let path: String
    /// Open for reading and writing.
    package let file: OpenFile
}
