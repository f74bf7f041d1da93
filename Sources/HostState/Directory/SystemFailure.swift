import Glibc

extension HostStateError {
    /// A system call's failure, `errno` as it was right after it: `cannot open /a/b: Permission denied`.
    init(cannot action: String, _ path: String, errno number: Int32) {
        let code: Code =
            switch number {
            case EACCES, EPERM, EROFS: .notWritable
            case ENOSPC, EDQUOT: .full
            default: .unusable
            }
        self.init(
            code, "cannot \(action) \(path): \(String(cString: strerror(number)))",
            hint: code == .full ? Self.fullHint : Self.elsewhereHint)
    }

    static let elsewhereHint = "Set GOVSCRIPT_STATE_DIR to a folder of yours on a local disk."
    static let fullHint = "Make room on the disk and run it again."
}
