import CLua
import Glibc

/// How a canonical path is opened with the certainty that no part of it is (or has just become) a link.
enum LinklessOpen {
    /// One `openat2` call with `RESOLVE_NO_SYMLINKS`.
    case kernel
    /// Component by component with `O_NOFOLLOW`, for kernels and containers that have no `openat2`.
    case walk

    /// Opens as `open(2)` would; `ELOOP` or `ENOTDIR` in place of a descriptor if there is a link in the path.
    func callAsFunction(_ path: CanonicalPath, _ flags: Int32, mode: mode_t = 0o666) -> Int32 {
        switch self {
        case .kernel:
            let descriptor = clua_open_without_links(path.cString, flags | O_CLOEXEC, mode)
            // Old container runtimes answer EPERM to system calls that they do not know.
            if descriptor < 0 && (errno == ENOSYS || errno == EPERM) { return Self.walk(path, flags, mode: mode) }
            return descriptor
        case .walk:
            return walk(path, flags | O_CLOEXEC, mode)
        }
    }

    private func walk(_ path: CanonicalPath, _ flags: Int32, _ mode: mode_t) -> Int32 {
        guard let (parent, name) = path.split else { return open("/", flags, mode) }
        var folder = open("/", pathOnly | O_DIRECTORY | O_CLOEXEC)
        for component in parent.components {
            guard folder >= 0 else { return folder }
            let next = openat(folder, component.cString, pathOnly | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            close(folder, keepingErrno: errno)
            folder = next
        }
        guard folder >= 0 else { return folder }
        let descriptor = openat(folder, name.cString, flags | O_NOFOLLOW, mode)
        close(folder, keepingErrno: errno)
        // O_PATH with O_NOFOLLOW opens the link itself.
        if descriptor >= 0 && flags & pathOnly != 0, FileStatus(of: descriptor)?.kind == .link {
            close(descriptor, keepingErrno: ELOOP)
            return -1
        }
        return descriptor
    }

    private func close(_ descriptor: Int32, keepingErrno saved: Int32) {
        _ = Glibc.close(descriptor)
        errno = saved
    }
}

/// `O_PATH`: a handle to resolve further names from or to query, not to read.
let pathOnly = clua_o_path()
