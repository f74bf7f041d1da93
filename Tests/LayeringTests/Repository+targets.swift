extension Repository {
    /// The folders that have to be targets: those below `Sources` and `Tests` with code in them.
    static var targetFolders: [String] {
        let folders = files.filter {
            ($0.isBelow("Sources") || $0.isBelow("Tests")) && $0.hasExtension("swift", "c", "cpp")
        }
        .map { $0.path.split(separator: "/").prefix(2).joined(separator: "/") }
        return Set(folders).sorted()
    }
}
