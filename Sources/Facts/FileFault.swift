import Glibc

/// What was to be done with a file that cannot be used, as far as it decides the exit code.
///
/// The raw value is what scripts and journals read.
package enum FileFault: String, Sendable, Codable, CaseIterable {
    /// Something that is read is missing, closed to this user, or no file.
    case input
    /// Something that is written cannot be made or replaced.
    case output
    /// The disk, the user's share of it or the largest allowed file is full.
    case full
    /// The device failed.
    case device

    /// One sentence that says what to do, where the message does not say it; nil where it does.
    package var hint: String? {
        switch self {
        case .full: "Free some disk space, then run the same command again."
        case .device: "Look for the failure in the system's log (dmesg), and use another disk."
        case .input, .output: nil
        }
    }

    /// - Parameters:
    ///   - number: The system's number for the failure, such as `ENOENT`.
    ///   - isWriting: Whether the file was to be made, changed or removed.
    package init(_ number: Int32, isWriting: Bool) {
        switch number {
        case ENOSPC, EDQUOT, EFBIG: self = .full
        case EIO: self = .device
        default: self = isWriting ? .output : .input
        }
    }
}
