import Glibc

/// Why a call of the system failed.
package struct SystemError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What the user has to mend.
    package enum Cause: Sendable {
        /// This user may not, or the disk is read-only.
        case rights
        /// The disk, the user's share of it, or the largest allowed file is full.
        case full
        /// There is nothing at the path, or something else than is wanted.
        case place
        case other
    }

    /// The system's number, such as `EACCES`.
    package let number: Int32

    /// - Parameter number: As `errno` is right after the call.
    package init(_ number: Int32 = errno) { self.number = number }

    /// What the system says: `Permission denied`; for looking it up in the texts of libraries.
    package var systemText: String { String(cString: strerror(number)) }

    /// The same as part of a sentence: `permission denied`.
    package var words: String {
        let text = systemText
        return text.prefix(1).lowercased() + text.dropFirst()
    }

    /// Messages are sentences: what is put into one by itself reads like ``words``.
    package var description: String { words }

    /// What it comes down to.
    package var cause: Cause {
        switch number {
        case EACCES, EPERM, EROFS: .rights
        case ENOSPC, EDQUOT, EFBIG: .full
        case ENOTDIR, EEXIST, ENOENT, EISDIR, ELOOP, ENAMETOOLONG: .place
        default: .other
        }
    }

    /// Whether there is no such file.
    package var isMissing: Bool { number == ENOENT || number == ENOTDIR }

    /// Makes a call again as long as a signal interrupts it.
    ///
    /// - Returns: What the call returned; below zero `errno` says why.
    package static func uninterrupted<Result: SignedInteger>(_ call: () -> Result) -> Result {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}
