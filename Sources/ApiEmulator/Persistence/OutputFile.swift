import Glibc
import SystemFiles

/// A file that is only ever appended to; closed when nobody holds it any more.
final class OutputFile: Sendable {
    private let descriptor: CInt
    private let path: String

    /// Opens or makes the file; `emptied` drops what it held.
    init(_ path: String, emptied: Bool = false) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (emptied ? O_TRUNC : 0), 0o600)
        self.path = path
        if descriptor < 0 { throw EmulatorError.file(path, SystemError()) }
    }

    deinit {
        // A child process that is being started has a copy of the descriptor until its exec, and the lock with it.
        WholeFileLock.release(descriptor)
        close(descriptor)
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws {
        do throws(SystemError) {
            try FileBytes.write(bytes, to: descriptor)
        } catch {
            throw EmulatorError.file(path, error)
        }
    }

    /// Takes the file for this process alone until it is closed; says whether that was possible.
    func lock() -> Bool { WholeFileLock.take(of: descriptor) }

    /// Puts a file in another's place in one step.
    static func move(_ old: String, to new: String) throws {
        guard rename(old, new) == 0 else { throw EmulatorError.file(new, SystemError()) }
    }
}
