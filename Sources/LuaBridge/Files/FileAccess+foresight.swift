import Glibc

/// What may be asked about a path before anything is opened.
package enum ForeseenAction: Sendable {
    case read, write, list, look, makeFolder, remove

    var action: FileAction {
        switch self {
        case .read: .read
        case .write: .write
        case .list: .list
        case .look: .lookAt
        case .makeFolder: .makeDirectory
        case .remove: .remove
        }
    }
}

extension FileAccess {
    /// Why something could not be done with a path now; nil if nothing is known against it.
    ///
    /// Opens nothing and changes nothing. A path to read or list must exist; for a path to write, its folder must.
    package func refusal(of path: String, to foreseen: ForeseenAction) -> FileAccessError? {
        let action = foreseen.action
        func noFolder() -> FileAccessError { FileAccessError(.notFound, action, path, "no such folder", errno: ENOENT) }
        do throws(FileAccessError) {
            let target = try authorise(path, to: action)
            guard target.stream == nil else { return nil }
            switch foreseen {
            case .read, .list:
                guard FileStatus(at: target.real, opening) == nil else { return nil }
                return FileAccessError(action, path, errno: ENOENT)
            case .write:
                guard let folder = target.real.split?.parent, FileStatus(at: folder, opening)?.kind != .folder else {
                    return nil
                }
                return noFolder()
            case .look, .makeFolder, .remove:
                return nil
            }
        } catch {
            guard foreseen == .write, error.code == .notFound else { return error }
            return noFolder()
        }
    }
}
