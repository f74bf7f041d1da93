import Glibc
import SystemFiles

extension HostStateError {
    /// A system call's failure, `errno` as it was right after it: `cannot open /a/b: permission denied`.
    init(cannot action: String, _ path: String, errno number: Int32) {
        let error = SystemError(number)
        let code: Code =
            switch error.cause {
            case .rights: .notWritable
            case .full: .full
            case .place: .misplaced
            case .other: .unusable
            }
        self.init(
            code, "cannot \(action) \(path): \(error)",
            hint: code == .full ? Self.fullHint : Self.elsewhereHint)
    }

    /// What is wrong with who may change a file or folder of the state; nil if nothing is.
    ///
    /// - Parameter name: What messages call it.
    init?(unsafe name: String, _ path: String, _ status: stat) {
        let word = path.inShellQuotes
        if status.st_mode & S_IFMT == S_IFLNK {
            self.init(
                .unsafe, "\(name) is refused, because it is a symbolic link",
                hint: "Put what it leads to in its place, or set GOVSCRIPT_STATE_DIR to where that is.")
        } else if status.st_uid != geteuid(), status.st_uid != 0 {
            self.init(
                .unsafe, "\(name) is refused, because it belongs to another user (\(status.st_uid))",
                hint: "Set GOVSCRIPT_STATE_DIR to a folder of yours, or take it over: chown -R \(geteuid()) \(word)")
        } else if status.st_mode & 0o022 != 0 {
            self.init(
                .unsafe, "\(name) is refused, because other users can change it",
                hint: "Make it yours alone: chmod -R go-rwx \(word)")
        } else {
            return nil
        }
    }

    static let elsewhereHint = "Set GOVSCRIPT_STATE_DIR to a folder of yours on a local disk."
    static let fullHint = "Make room on the disk and run it again."
}
