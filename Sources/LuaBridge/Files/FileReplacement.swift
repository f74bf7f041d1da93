import Glibc

/// A new content for a file, which appears under its name whole or not at all.
///
/// It is written to a file beside the old one. Until ``commit()`` the old one is untouched; a replacement that ends
/// without it leaves nothing behind. Only a process that is killed in between leaves the unfinished file, whose name
/// begins with a dot and ends in `.tmp`.
package struct FileReplacement: ~Copyable, Sendable {
    /// Where to write.
    package let file: OpenFile
    /// As it was given.
    package let path: String
    private let entry: FolderEntry
    private let temporaryName: [CChar]
    private var isPending = true

    init(_ path: String, in entry: consuming FolderEntry) throws(FileAccessError) {
        let old = entry.name
        var mode: mode_t?
        let existing = openat(entry.folder.descriptor, old, pathOnly | O_NOFOLLOW | O_CLOEXEC)
        if existing >= 0 {
            let handle = OpenFile(owning: existing)
            guard let status = FileStatus(of: handle.descriptor) else {
                throw FileAccessError(.write, path, errno: errno)
            }
            guard status.kind == .file else {
                throw FileAccessError(.write, path, errno: status.kind == .folder ? EISDIR : ENXIO)
            }
            // Renaming asks only for the folder's permission; writing would ask for the file's.
            guard faccessat(entry.folder.descriptor, old, W_OK, 0) == 0 else {
                throw FileAccessError(.write, path, errno: errno)
            }
            mode = status.mode
        } else if errno != ENOENT {
            throw FileAccessError(.write, path, errno: errno)
        }
        let stem = old.dropLast().prefix(200).map { UInt8(bitPattern: $0) }
        let suffix = ".\(String(UInt64.random(in: .min ... .max), radix: 36)).tmp"
        let name = ([UInt8(ascii: ".")] + stem + Array(suffix.utf8)).cString
        let descriptor = openat(
            entry.folder.descriptor, name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw FileAccessError(.write, path, errno: errno) }
        if let mode { _ = fchmod(descriptor, mode) }
        file = OpenFile(owning: descriptor)
        temporaryName = name
        self.path = path
        self.entry = entry
    }

    /// Flushes what was written to the disk and puts it under the file's name; the second time it does nothing.
    package mutating func commit() throws(FileAccessError) {
        guard isPending else { return }
        let folder = entry.folder.descriptor
        guard fsync(file.descriptor) == 0, renameat(folder, temporaryName, folder, entry.name) == 0 else {
            throw FileAccessError(.write, path, errno: errno)
        }
        isPending = false
        // The name itself is durable only when the folder is; a folder that cannot be read cannot be flushed either.
        let readable = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if readable >= 0 {
            fsync(readable)
            close(readable)
        }
    }

    deinit {
        if isPending { unlinkat(entry.folder.descriptor, temporaryName, 0) }
    }
}

extension FileAccess {
    /// Begins a new content for the file at `path`, which keeps its permissions; a link is followed.
    package func replacing(_ path: String) throws(FileAccessError) -> FileReplacement {
        let target = try authorise(path, to: .write)
        noteUse(of: target, .write)
        try requireSpare(.write, path)
        return try FileReplacement(path, in: openParent(of: target, .write))
    }

    /// Gives the file at `path` new contents, durably and all at once.
    package func replaceContents(of path: String, with bytes: some Collection<UInt8>) throws(FileAccessError) {
        var replacement = try replacing(path)
        if let error = Array(bytes).withUnsafeBytes({ replacement.file.write($0) }) {
            throw FileAccessError(.write, path, errno: error)
        }
        try replacement.commit()
    }
}
