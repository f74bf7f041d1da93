import Glibc
import SystemFiles

/// The folders of the state: open to their user alone, whatever the umask.
enum StateFolder {
    /// Makes a folder, and its parents, where they are missing.
    ///
    /// - Throws: ``EmulatorError`` with the system's words.
    static func make(_ path: String) throws {
        do throws(SystemError) {
            try PrivateFolder.make(path)
            var status = stat()
            guard stat(path, &status) == 0 else { throw SystemError() }
            guard status.st_mode & S_IFMT == S_IFDIR else { throw SystemError(ENOTDIR) }
        } catch {
            throw EmulatorError.file(path, error)
        }
    }
}
