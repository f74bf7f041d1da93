import Glibc

extension FileAccess {
    /// Removes a file, a link (not what it leads to) or an empty folder.
    package func remove(_ path: String) throws(FileAccessError) {
        let entry = try openParent(of: authorise(path, to: .remove), .remove)
        if unlinkat(entry.folder.descriptor, entry.name, 0) == 0 { return }
        // POSIX says EPERM, Linux EISDIR.
        guard errno == EISDIR || errno == EPERM else { throw FileAccessError(.remove, path, errno: errno) }
        if unlinkat(entry.folder.descriptor, entry.name, AT_REMOVEDIR) == 0 { return }
        throw FileAccessError(.remove, path, errno: errno == ENOTDIR ? EPERM : errno)
    }

    /// Renames a file, link or folder; a file that has the new name already is replaced.
    package func rename(_ path: String, to newPath: String) throws(FileAccessError) {
        let source = try authorise(path, to: .rename)
        let destination = try authorise(newPath, to: .renameTo)
        let from = try openParent(of: source, .rename)
        let to = try openParent(of: destination, .renameTo)
        if renameat(from.folder.descriptor, from.name, to.folder.descriptor, to.name) != 0 {
            throw FileAccessError(.rename, path, errno: errno)
        }
    }

    /// Makes a folder; with `parents` also those above it that are missing, and then one that exists is no error.
    package func makeDirectory(_ path: String, parents: Bool = false) throws(FileAccessError) {
        let target = try authorise(path, to: .makeDirectory)
        let all = target.real.components
        for count in (parents ? 0 : max(0, all.count - 1))..<all.count {
            let folder = FileTarget(path: path, real: CanonicalPath(components: all.prefix(count + 1)))
            if parents && FileStatus(at: folder.real, opening)?.kind == .folder { continue }
            // A folder above the one that is allowed is not made on the way.
            guard everything || allows(.write, folder.real, .makeDirectory) else {
                throw FileAccessError(.makeDirectory, path, errno: ENOENT)
            }
            let entry = try openParent(of: folder, .makeDirectory)
            if mkdirat(entry.folder.descriptor, entry.name, 0o777) != 0 {
                throw FileAccessError(.makeDirectory, path, errno: errno)
            }
        }
    }

    /// The names in a folder without `.` and `..`, in the order of their bytes.
    ///
    /// - Throws: also if a name is not UTF-8.
    package func list(_ path: String) throws(FileAccessError) -> [String] {
        var names: [String] = []
        for name in try entries(of: path) { names.append(try text(of: name, in: path)) }
        return names
    }

    func entries(of path: String) throws(FileAccessError) -> [[UInt8]] {
        let folder = try open(authorise(path, to: .list), O_RDONLY | O_DIRECTORY, .list).release()
        guard let stream = fdopendir(folder) else {
            _ = close(folder)
            throw FileAccessError(.list, path, errno: errno)
        }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if !name.elementsEqual(".".utf8) && !name.elementsEqual("..".utf8) { names.append(name) }
        }
        guard errno == 0 else { throw FileAccessError(.list, path, errno: errno) }
        return names.sorted { $0.lexicographicallyPrecedes($1) }
    }

    func text(of name: [UInt8], in path: String) throws(FileAccessError) -> String {
        guard let text = String(validating: name, as: UTF8.self) else {
            let reason = "it holds a name that is not UTF-8, '\(String(decoding: name, as: UTF8.self))'"
            throw FileAccessError(.invalidPath, .list, path, reason, errno: EILSEQ)
        }
        return text
    }
}

extension FileStatus {
    init?(at path: CanonicalPath, _ opening: LinklessOpen) {
        let descriptor = opening(path, pathOnly)
        guard descriptor >= 0 else { return nil }
        let file = OpenFile(owning: descriptor)
        self.init(of: file.descriptor)
    }
}
