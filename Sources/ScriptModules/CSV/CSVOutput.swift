import LuaBridge

/// The file that a ``CSVWriter`` writes to: one that is appended to, or one that will replace another.
enum CSVOutput: ~Copyable, Sendable {
    case file(OpenFile)
    case replacement(FileReplacement)

    /// The `errno` of a failure, or nil.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int32? {
        switch self {
        case .file(let file): file.write(bytes)
        case .replacement(let replacement): replacement.file.write(bytes)
        }
    }

    consuming func close() throws(FileAccessError) {
        switch consume self {
        case .file: break
        case .replacement(var replacement): try replacement.commit()
        }
    }
}
