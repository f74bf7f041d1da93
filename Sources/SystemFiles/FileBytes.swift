import Glibc

/// Reads and writes whole contents by descriptors, whatever interrupts it.
///
/// Blocks, as files do.
package enum FileBytes {
    /// Gives what is left of a file, a pipe or a terminal in pieces, to its end.
    ///
    /// - Parameters:
    ///   - size: The most bytes of a piece.
    ///   - body: Is given each piece, which is valid during the call only.
    /// - Throws: ``SystemError``, and what `body` throws.
    package static func forEachPiece(
        of descriptor: Int32, size: Int = 1 << 16, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = SystemError.uninterrupted { read(descriptor, buffer.baseAddress, buffer.count) }
            guard count >= 0 else { throw SystemError() }
            if count == 0 { return }
            try body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// All that is left.
    ///
    /// - Parameter limit: Reading ends after this many bytes, at most one piece later.
    /// - Throws: ``SystemError``
    package static func all(of descriptor: Int32, limit: Int = .max) throws(SystemError) -> [UInt8] {
        struct Enough: Error {}
        var bytes: [UInt8] = []
        do {
            try forEachPiece(of: descriptor) { piece in
                bytes += piece
                if bytes.count > limit { throw Enough() }
            }
        } catch let error as SystemError {
            throw error
        } catch {
            return bytes
        }
        return bytes
    }

    /// All of a file, also of one that tells no size, as those of proc(5); links are followed.
    ///
    /// - Parameter limit: As for ``all(of:limit:)``.
    /// - Throws: ``SystemError``
    package static func all(ofFileAt path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SystemError() }
        defer { close(file) }
        return try all(of: file, limit: limit)
    }

    /// Writes all of it, however many calls that takes.
    ///
    /// - Parameter offset: Where in the file; where the descriptor stands, if nil.
    /// - Throws: ``SystemError``; then a part may have been written.
    package static func write(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, at offset: Int64? = nil
    ) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = SystemError.uninterrupted {
                if let offset {
                    pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(written))
                } else {
                    Glibc.write(descriptor, rest.baseAddress, rest.count)
                }
            }
            // Nothing is written of a device that takes no more.
            guard count > 0 else { throw SystemError(count == 0 ? EIO : errno) }
            written += count
        }
    }

    /// Writes all of it, however many calls that takes.
    ///
    /// - Throws: ``SystemError``; then a part may have been written.
    package static func write(_ bytes: [UInt8], to descriptor: Int32, at offset: Int64? = nil) throws(SystemError) {
        // A closure's typed error is not inferred.
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(SystemError) in try write(buffer, to: descriptor, at: offset) }
        }
        try result.get()
    }

    /// Makes or empties a file and writes all of it.
    ///
    /// Links are followed, and devices written to.
    ///
    /// - Throws: ``SystemError``
    package static func write(_ bytes: [UInt8], toFileAt path: String) throws(SystemError) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard file >= 0 else { throw SystemError() }
        defer { close(file) }
        try write(bytes, to: file)
    }
}
