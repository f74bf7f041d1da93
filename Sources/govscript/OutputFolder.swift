import FoundationEssentials
import Glibc
import SystemFiles

/// A folder into which the command writes files for its user.
struct OutputFolder {
    struct Unwritable: Error, CustomStringConvertible {
        var path: String
        var error: SystemError
        var description: String { "cannot write \(path): \(error)" }
    }

    let path: String

    init(_ path: String) {
        self.path = path
    }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    /// The content of a file; nil if there is none.
    ///
    /// - Throws: ``InputFile/Unreadable`` for one that cannot be read.
    func text(of name: String) throws -> String? {
        guard FileManager.default.fileExists(atPath: path + "/" + name) else { return nil }
        return String(decoding: try InputFile.contents(of: path + "/" + name), as: UTF8.self)
    }

    /// Writes a file whole or not at all; makes the folders above it.
    ///
    /// - Throws: ``Unwritable``
    func write(_ text: String, to name: String) throws {
        let file = URL(filePath: path + "/" + name)
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file, options: .atomic)
        } catch let error as CocoaError {
            guard let reason = error.underlying as? POSIXError else { throw error }
            throw Unwritable(path: path + "/" + name, error: SystemError(reason.code.rawValue))
        }
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }
}

extension CocoaError {
    fileprivate var underlying: (any Error)? { userInfo["NSUnderlyingError"] as? any Error }
}
