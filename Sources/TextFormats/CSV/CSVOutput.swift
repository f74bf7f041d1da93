package import LuaBridge
import SystemFiles

/// The file that rows are written to: one that is appended to, or one that will replace another.
package enum CSVOutput: ~Copyable, Sendable {
    case file(OpenFile)
    case replacement(FileReplacement)
    /// A replacement that is gzip.
    case packed(PackedReplacement)

    /// Begins a new content for a file, packed if its name ends with `.gz`.
    package init(replacing path: String, in files: FileAccess) throws {
        let replacement = try files.replacing(path)
        guard GzipOutput.isMeant(by: path) else {
            self = .replacement(replacement)
            return
        }
        do throws(GzipFault) {
            self = .packed(try PackedReplacement(replacement))
        } catch {
            throw CSVError(file: path, message: error.words)
        }
    }

    /// The `errno` of a failure, or nil.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int32? {
        switch self {
        case .file(let file): file.write(bytes)
        case .replacement(let replacement): replacement.file.write(bytes)
        case .packed(let packed): packed.output.write(bytes)
        }
    }

    /// Writes what is in the buffer, and empties it in any case.
    ///
    /// - Parameter name: The path as messages have it.
    package func flush(_ buffer: inout [UInt8], to name: String) throws(CSVError) {
        let errno = buffer.withUnsafeBytes { write($0) }
        buffer.removeAll(keepingCapacity: true)
        if let errno { throw CSVError(file: name, SystemError(errno), isWriting: true) }
    }

    /// Puts a replacement in its place.
    package consuming func close() throws {
        switch consume self {
        case .file: break
        case .replacement(var replacement): try replacement.commit()
        case .packed(var packed): try packed.commit()
        }
    }
}

/// A new content for a file, which is packed on its way there.
package struct PackedReplacement: ~Copyable, Sendable {
    let output: GzipOutput
    private var replacement: FileReplacement

    init(_ replacement: consuming FileReplacement) throws(GzipFault) {
        output = try GzipOutput(to: replacement.file.descriptor)
        self.replacement = replacement
    }

    /// Ends the archive and puts it in its place.
    mutating func commit() throws {
        if let errno = output.write(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true) {
            throw CSVError(file: replacement.path, SystemError(errno), isWriting: true)
        }
        try replacement.commit()
    }
}
