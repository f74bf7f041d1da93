import Glibc

/// Files that are replaced whole.
package enum WholeFile {
    /// Puts new content in a file's place: readers see the old one or the new one, and never a part.
    ///
    /// - Parameter isPrivate: Whether only the user may read the file; else the process's mask of modes decides.
    /// - Throws: ``SystemError``; then the old file is as it was.
    package static func replace(_ path: String, with bytes: [UInt8], isPrivate: Bool = false) throws(SystemError) {
        // Readers that take every file of the folder look for an ending.
        let draft = "\(path).\(getpid())"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, isPrivate ? 0o600 : 0o644)
        guard descriptor >= 0 else { throw SystemError() }
        do throws(SystemError) {
            try FileBytes.write(bytes, to: descriptor)
        } catch {
            close(descriptor)
            unlink(draft)
            throw error
        }
        guard close(descriptor) == 0, rename(draft, path) == 0 else {
            let error = SystemError()
            unlink(draft)
            throw error
        }
    }
}
