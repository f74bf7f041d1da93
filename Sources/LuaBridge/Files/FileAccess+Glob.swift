import Glibc

extension FileAccess {
    /// The paths that match a shell pattern, sorted by their bytes and spelled as the pattern begins.
    ///
    /// `*`, `?` and `[…]` match within one name, and a leading dot only if the pattern has it; `[[]` matches a bracket.
    /// No match gives an empty list, also when a folder of the pattern is missing.
    ///
    /// A short pattern may go through very many paths (`*/../*/../*`), and keeps all of one level at a time.
    ///
    /// - Parameter keeping: Called with the bytes that each path takes before it is kept, and with 0 before one is
    ///   looked at; what it throws ends the search.
    /// - Throws: if the pattern itself leads out of what may be read, or a matching name is not UTF-8.
    package func glob(_ pattern: String, keeping: (_ bytes: Int) throws -> Void = { _ in }) throws -> [String] {
        guard pattern.utf8.count <= Self.longestPath else { throw FileAccessError(tooLong: pattern, .list) }
        var paths = [pattern.hasPrefix("/") ? "/" : ""]
        var hasWildcard = false
        for component in pattern.split(separator: "/") {
            let isPattern = component.utf8.contains { "*?[".utf8.contains($0) }
            var next: [String] = []
            for path in paths {
                let prefix = path.isEmpty || path.hasSuffix("/") ? path : path + "/"
                func keep(_ name: some StringProtocol) throws {
                    try keeping(prefix.utf8.count + name.utf8.count + MemoryLayout<String>.stride)
                    next.append(prefix + name)
                }
                guard isPattern else {
                    try keep(component)
                    continue
                }
                let folder = path.isEmpty ? "." : path
                for name in try candidates(in: folder, afterWildcard: hasWildcard) where matches(name, component) {
                    try keep(text(of: name, in: folder))
                }
            }
            paths = next
            hasWildcard = hasWildcard || isPattern
        }
        var found: [String] = []
        for path in paths {
            try keeping(0)
            if try exists(path, afterWildcard: hasWildcard) { found.append(path) }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func matches(_ name: [UInt8], _ pattern: Substring) -> Bool {
        fnmatch(pattern.utf8.cString, name.cString, FNM_PERIOD | FNM_NOESCAPE) == 0
    }

    private func candidates(in folder: String, afterWildcard: Bool) throws(FileAccessError) -> [[UInt8]] {
        do {
            return try entries(of: folder)
        } catch  where isMiss(error, afterWildcard) {
            return []
        }
    }

    private func exists(_ path: String, afterWildcard: Bool) throws(FileAccessError) -> Bool {
        do {
            // The entry itself, so that a link that leads nowhere or outside is found too.
            let target = try authorise(path, to: .lookAt, followingLast: false)
            let entry = try openParent(of: target, .lookAt)
            return faccessat(entry.folder.descriptor, entry.name, F_OK, AT_SYMLINK_NOFOLLOW) == 0
        } catch  where isMiss(error, afterWildcard) {
            return false
        }
    }

    private func isMiss(_ error: FileAccessError, _ afterWildcard: Bool) -> Bool {
        error.code == .notFound || afterWildcard && (error.code == .outside || error.code == .denied)
    }
}
