/// What a script wants to do with a path: the words of its messages, and what must be allowed for it.
enum FileAction: String {
    case read, write, list, remove, rename
    case update = "open"
    case renameTo = "rename to"
    case makeDirectory = "make the folder"
    case lookAt = "look at"

    /// In the order in which a refusal names them.
    var permissions: [FilePermission] {
        switch self {
        case .read, .list, .lookAt: [.read]
        case .write, .remove, .renameTo, .makeDirectory: [.write]
        case .update, .rename: [.read, .write]
        }
    }

    /// Whether it changes the entry in the folder above, and is done to a link and not to what the link leads to.
    var changesEntry: Bool {
        switch self {
        case .remove, .rename, .renameTo: true
        case .read, .write, .update, .list, .makeDirectory, .lookAt: false
        }
    }
}

enum FilePermission: String {
    case read, write
}
