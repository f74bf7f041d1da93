/// One thing that is allowed.
enum FileGrant: Sendable {
    /// What lies in a folder, and reading the folder, but not its own removal.
    case beneath(CanonicalPath)
    /// A file or folder and all that lies in it.
    case all(CanonicalPath)
    /// One file; not a folder, should it be one.
    case exactly(CanonicalPath)

    /// The file or folder that is named.
    var root: CanonicalPath {
        switch self {
        case .beneath(let folder): folder
        case .all(let root): root
        case .exactly(let file): file
        }
    }

    func allows(_ path: CanonicalPath, _ action: FileAction) -> Bool {
        switch self {
        case .beneath(let folder): folder.contains(path) && !(action.changesEntry && folder == path)
        case .all(let root): root.contains(path)
        case .exactly(let file): file == path && action != .list && action != .makeDirectory
        }
    }
}
