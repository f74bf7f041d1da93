import Glibc
import Synchronization

/// Every path that a script opens goes through here.
///
/// A path is first followed to where it really leads, and that place is compared with what is allowed. It is then
/// opened by its real path in a way that refuses symbolic links (`openat2` with `RESOLVE_NO_SYMLINKS`), so that the
/// place which was compared is the place which is opened, whatever changes on the disk in between. `..` and links
/// may therefore be used freely, within one allowed folder or from one to another, and cannot lead out of them.
///
/// Paths are relative to the working directory given at the start, not to the process's own.
public final class FileAccess: Sendable {
    let workingDirectory: [UInt8]
    let temporaryDirectory: String
    let everything: Bool
    let opening: LinklessOpen
    private let readable: [FileGrant]
    private let writable: [FileGrant]
    private let denied: [CanonicalPath]
    /// The working directory, if it is too wide to be open to scripts by itself, and what messages call it.
    private let tooWide: (path: CanonicalPath, name: String)?
    private let temporaries = Mutex<[FileGrant]>([])

    /// - Parameters:
    ///   - workingDirectory: Absolute. It may be read and written, unless it is `/`, `home` or a folder above `home`.
    ///   - scriptDirectory: The same holds for this one.
    ///   - home: The user's home folder, if there is one.
    ///   - reading: Files and folders (with all beneath them) that may be read; they need not exist yet.
    ///   - writing: Likewise for writing, which includes making, renaming and removing files.
    ///   - arguments: The script's arguments. One that names a file allows to read and write exactly that file.
    ///   - denied: What stays closed to scripts whatever else is said, with all that lies beneath.
    ///   - everything: All but `denied` is open, and devices and FIFOs with it, as in plain Lua.
    ///   - temporaryDirectory: Where temporary files are made; see ``makeTemporary()``.
    public convenience init(
        workingDirectory: String, scriptDirectory: String? = nil, home: String? = nil,
        reading: [String] = [], writing: [String] = [], arguments: [String] = [], denied: [String] = [],
        everything: Bool = false, temporaryDirectory: String = "/tmp"
    ) {
        self.init(
            workingDirectory: workingDirectory, scriptDirectory: scriptDirectory, home: home,
            reading: reading, writing: writing, arguments: arguments, denied: denied,
            everything: everything, temporaryDirectory: temporaryDirectory, opening: .kernel)
    }

    init(
        workingDirectory: String, scriptDirectory: String? = nil, home: String? = nil,
        reading: [String] = [], writing: [String] = [], arguments: [String] = [], denied: [String] = [],
        everything: Bool = false, temporaryDirectory: String = "/tmp", opening: LinklessOpen
    ) {
        let base = Array(workingDirectory.utf8)
        func real(_ path: String) -> CanonicalPath {
            CanonicalPath.resolving(absolute(path, from: base), followingLast: true).path
        }
        let homeFolder = home.map(real)
        func isTooWide(_ folder: CanonicalPath) -> Bool {
            folder.components.isEmpty || homeFolder.map(folder.contains) ?? false
        }
        let folders = [workingDirectory, scriptDirectory].compactMap { $0.map(real) }
        let implicit = folders.filter { !isTooWide($0) }.map(FileGrant.beneath)
        let files = arguments.filter { !$0.isEmpty && !$0.utf8.contains(0) }.map { FileGrant.exactly(real($0)) }
        readable = implicit + files + reading.map { .all(real($0)) }
        writable = implicit + files + writing.map { .all(real($0)) }
        tooWide = folders.first.flatMap { folder in
            guard isTooWide(folder) else { return nil }
            return (folder, folder == homeFolder ? "the home folder" : "'\(folder.description)'")
        }
        // A configuration file may be a link: then neither it nor what it leads to is the script's.
        self.denied = denied.flatMap {
            [real($0), CanonicalPath.resolving(absolute($0, from: base), followingLast: false).path]
        }
        self.workingDirectory = base
        self.everything = everything
        self.opening = opening
        self.temporaryDirectory = temporaryDirectory
    }

    /// Allows to read and write exactly this file, as if it were an argument.
    func allowTemporary(_ path: String) {
        let real = CanonicalPath.resolving(absolute(path, from: workingDirectory), followingLast: true).path
        temporaries.withLock { $0.append(.exactly(real)) }
    }

    /// Where `path` really leads, if `action` is allowed there.
    func authorise(
        _ path: String, to action: FileAction, followingLast: Bool? = nil
    ) throws(FileAccessError) -> FileTarget {
        guard !path.utf8.contains(0) else {
            throw FileAccessError(.invalidPath, action, path.replacingNulls, "a path cannot hold a NUL", errno: EINVAL)
        }
        guard !path.isEmpty else { throw FileAccessError(action, path, errno: ENOENT) }
        let written = absolute(path, from: workingDirectory)
        let (real, failure) = CanonicalPath.resolving(written, followingLast: followingLast ?? !action.changesEntry)
        if denied.contains(where: { $0.contains(real) || action.changesEntry && real.contains($0) }) {
            let reason = "state, configuration and key files are closed to scripts"
            throw FileAccessError(.denied, action, path, reason, errno: EACCES)
        }
        guard !everything else { return FileTarget(path: path, written: written, real: real) }
        for permission in action.permissions where !allows(permission, real, action) {
            throw outside(permission, action, path, CanonicalPath(lexically: written), real)
        }
        if let failure, !(action == .makeDirectory && failure == ENOENT) {
            throw FileAccessError(action, path, errno: failure)
        }
        return FileTarget(path: path, written: written, real: real)
    }

    func allows(_ permission: FilePermission, _ real: CanonicalPath, _ action: FileAction) -> Bool {
        let grants = permission == .read ? readable : writable
        return grants.contains { $0.allows(real, action) }
            || temporaries.withLock { $0.contains { $0.allows(real, action) } }
    }

    private func outside(
        _ permission: FilePermission, _ action: FileAction, _ path: String, _ written: CanonicalPath,
        _ real: CanonicalPath
    ) -> FileAccessError {
        // Where a link leads is told only of links that the script may see.
        let led = written != real && allows(permission, written, action)
        var reason = "outside the folders this script may \(permission.rawValue)"
        if led {
            reason = "it leads to '\(real.description)', \(reason)"
        } else if let tooWide, tooWide.path.contains(real) {
            reason = "\(tooWide.name) is not open to scripts by itself"
        }
        let allow = "\(permission.flag) \((led ? real.description : path).shellQuoted)"
        return FileAccessError(.outside, action, path, "\(reason) (allow it with \(allow))", errno: EACCES)
    }
}

/// A path that may be used, as it was written and as it really is.
struct FileTarget {
    let path: String
    /// Absolute, links included: what is opened where everything is allowed, `/dev/stdin` for example.
    let written: [UInt8]
    let real: CanonicalPath
}

private func absolute(_ path: String, from folder: [UInt8]) -> [UInt8] {
    path.utf8.first == slash ? Array(path.utf8) : folder + [slash] + Array(path.utf8)
}
