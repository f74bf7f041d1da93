import Glibc
import Synchronization
import SystemFiles

/// Every path that a script opens goes through here.
///
/// A path is first followed to where it really leads, and that place is compared with what is allowed. It is then
/// opened by its real path in a way that refuses symbolic links (`openat2` with `RESOLVE_NO_SYMLINKS`), so that the
/// place which was compared is the place which is opened, whatever changes on the disk in between. `..` and links
/// may therefore be used freely, within one allowed folder or from one to another, and cannot lead out of them.
/// A refusal is the same whether or not something is there.
///
/// Paths are relative to the working directory given at the start, not to the process's own.
///
/// Two sorts of places stay closed whatever is allowed: those that are named as denied, and file systems of processes
/// (`/proc`), which show the memory, the descriptors and the environment of the process that guards the keys.
public final class FileAccess: Sendable {
    let workingDirectory: [UInt8]
    let temporaryDirectory: String
    let everything: Bool
    /// How a person opens what is refused.
    let hints: LuaPermissionHints
    let opening: LinklessOpen
    private let readable: [FileGrant]
    private let writable: [FileGrant]
    private let denied: [CanonicalPath]
    /// The links on the way to denied places: with another in its place, the host would open what the script says.
    private let deniedLinks: [CanonicalPath]
    /// The working directory, if it is too wide to be open to scripts by itself, and what messages call it.
    private let tooWide: (path: CanonicalPath, name: String)?
    private let temporaries = Mutex<[FileGrant]>([])
    private let noted = Mutex<FileUses?>(nil)
    /// Names of open descriptors that a script may open where everything is allowed, although they lead into `/proc`.
    private let streams: Set<CanonicalPath>

    /// The longest path that the system takes, in bytes.
    static let longestPath = Int(PATH_MAX) - 1

    /// Decides from a run's folders and permissions which paths are open.
    ///
    /// The folders are followed to where they lead now; paths that a script gives, when they are opened.
    ///
    /// ```swift
    /// let access = FileAccess(workingDirectory: "/srv/reports", reading: ["/srv/data"], denied: ["/srv/keys"])
    /// try state.installFiles(access)
    /// ```
    ///
    /// - Parameters:
    ///   - workingDirectory: Absolute. It may be read and written, unless it is `/`, one of `homes` or a folder above.
    ///   - scriptDirectory: The same holds for this one.
    ///   - homes: The user's home folders: what `HOME` says and what the system says may be two.
    ///   - reading: Files and folders (with all beneath them) that may be read; they need not exist yet.
    ///   - writing: Likewise for writing, which includes making, renaming and removing files.
    ///   - arguments: The script's arguments. One that names a file allows to read and write exactly that file.
    ///   - denied: What stays closed to scripts whatever else is said, with all that lies beneath.
    ///   - everything: All but `denied` and `/proc` is open, and devices and FIFOs with it, as in plain Lua; also
    ///     `/dev/stdin` and its kin, and descriptors that `arguments` name (`/dev/fd/63`).
    ///   - temporaryDirectory: Where temporary files are made; see `makeTemporary()`.
    ///   - hints: How a person opens what is refused, for messages.
    public convenience init(
        workingDirectory: String, scriptDirectory: String? = nil, homes: [String] = [],
        reading: [String] = [], writing: [String] = [], arguments: [String] = [], denied: [String] = [],
        everything: Bool = false, temporaryDirectory: String = "/tmp", hints: LuaPermissionHints = LuaPermissionHints()
    ) {
        self.init(
            workingDirectory: workingDirectory, scriptDirectory: scriptDirectory, homes: homes,
            reading: reading, writing: writing, arguments: arguments, denied: denied,
            everything: everything, temporaryDirectory: temporaryDirectory, hints: hints, opening: .kernel)
    }

    init(
        workingDirectory: String, scriptDirectory: String? = nil, homes: [String] = [],
        reading: [String] = [], writing: [String] = [], arguments: [String] = [], denied: [String] = [],
        everything: Bool = false, temporaryDirectory: String = "/tmp", hints: LuaPermissionHints = LuaPermissionHints(),
        opening: LinklessOpen
    ) {
        let base = Array(workingDirectory.utf8)
        func real(_ path: String) -> CanonicalPath {
            CanonicalPath.resolving(absolute(path, from: base), followingLast: true).path
        }
        let homeFolders = homes.map(real)
        func isTooWide(_ folder: CanonicalPath) -> Bool {
            folder.components.isEmpty || homeFolders.contains(where: folder.contains)
        }
        let folders = [workingDirectory, scriptDirectory].compactMap { $0.map(real) }
        let implicit = folders.filter { !isTooWide($0) }.map(FileGrant.beneath)
        let files = arguments.filter { !$0.isEmpty && !$0.utf8.contains(0) }.map { FileGrant.exactly(real($0)) }
        readable = implicit + files + reading.map { .all(real($0)) }
        writable = implicit + files + writing.map { .all(real($0)) }
        tooWide = folders.first.flatMap { folder in
            guard isTooWide(folder) else { return nil }
            return (folder, homeFolders.contains(folder) ? "the home folder" : "'\(folder.description)'")
        }
        var links: [CanonicalPath] = []
        self.denied = denied.map {
            CanonicalPath.resolving(absolute($0, from: base), followingLast: true) { links.append($0) }.path
        }
        deniedLinks = links
        streams = Set(
            (CanonicalPath.standardStreams + arguments.filter { !$0.utf8.contains(0) })
                .map { CanonicalPath(lexically: absolute($0, from: base)) }.filter(\.namesDescriptor))
        self.workingDirectory = base
        self.everything = everything
        self.hints = hints
        self.opening = opening
        self.temporaryDirectory = temporaryDirectory
    }

    /// Notes from now on which files are opened.
    package func note(in uses: FileUses) { noted.withLock { $0 = uses } }

    func noteUse(of target: FileTarget, _ action: FileAction) { noted.withLock { $0 }?.note(target, action) }

    /// Allows to read and write exactly this file, as if it were an argument.
    func allowTemporary(_ path: String) {
        let real = CanonicalPath.resolving(absolute(path, from: workingDirectory), followingLast: true).path
        temporaries.withLock { $0.append(.exactly(real)) }
    }

    /// Where `path` really leads, if `action` is allowed there.
    func authorise(
        _ path: String, to action: FileAction, followingLast: Bool? = nil
    ) throws(FileAccessError) -> FileTarget {
        // First of all, so that no further look at a path takes longer than the longest one that the system takes.
        guard path.utf8.count <= Self.longestPath else { throw FileAccessError(tooLong: path, action) }
        guard !path.utf8.contains(0) else {
            throw FileAccessError(.invalidPath, action, path.replacingNulls, "a path cannot hold a NUL", errno: EINVAL)
        }
        guard !path.isEmpty else { throw FileAccessError(action, path, errno: ENOENT) }
        let written = absolute(path, from: workingDirectory)
        var strays = false
        let (real, failure) = CanonicalPath.resolving(
            written, followingLast: followingLast ?? !action.changesEntry, leaving: { strays = strays || !knows($0) })
        // Where such a path ends depends on what is there, and so would tell of it.
        guard !strays else {
            let reason = "a '..' in it comes from outside the folders this script may read or write (leave it out)"
            throw FileAccessError(.outside, action, path, reason, errno: EACCES)
        }
        let isGone = action.changesEntry && (denied + deniedLinks).contains { real.contains($0) }
        if isGone || denied.contains(where: { $0.contains(real) }) {
            let reason = "state, configuration and key files are closed to scripts"
            throw FileAccessError(.denied, action, path, reason, errno: EACCES)
        }
        if streams.contains(CanonicalPath(lexically: written)), everything || real.isInProc {
            guard everything else { throw FileAccessError(action, path, errno: ENXIO) }
            return FileTarget(path: path, real: real, stream: written)
        }
        if real.isInProc { throw FileAccessError(insideProc: path, action) }
        // The kernel says where a path ends; a folder that is missing may be one that is to be made.
        let stop = failure.flatMap { action == .makeDirectory && $0 == ENOENT ? nil : $0 }
        guard !everything else {
            if let stop { throw FileAccessError(action, path, errno: stop) }
            return FileTarget(path: path, real: real)
        }
        for permission in action.permissions where !allows(permission, real, action) {
            throw outside(permission, action, path, CanonicalPath(lexically: written), real)
        }
        if let stop { throw FileAccessError(action, path, errno: stop) }
        return FileTarget(path: path, real: real)
    }

    func allows(_ permission: FilePermission, _ real: CanonicalPath, _ action: FileAction) -> Bool {
        let grants = permission == .read ? readable : writable
        return grants.contains { $0.allows(real, action) }
            || temporaries.withLock { $0.contains { $0.allows(real, action) } }
    }

    /// Whether a script knows of a place without looking: it lies in what is allowed, or on the way there.
    private func knows(_ place: CanonicalPath) -> Bool {
        everything || (readable + writable).contains { $0.root.contains(place) || place.contains($0.root) }
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
        if let hint = hints.path(for: permission) {
            reason += " (allow it with \(hint) \((led ? real.description : path).shellWord))"
        }
        return FileAccessError(.outside, action, path, reason, errno: EACCES)
    }
}

/// A path that may be used, as it was written and as it really is.
struct FileTarget {
    let path: String
    let real: CanonicalPath
    /// The absolute path of one of the process's own descriptors, which is no place in a file system.
    var stream: [UInt8]?
}

extension CanonicalPath {
    fileprivate static let standardStreams =
        ["/dev/stdin", "/dev/stdout", "/dev/stderr"] + (0...2).flatMap { ["/dev/fd/\($0)", "/proc/self/fd/\($0)"] }

    private static let descriptorFolders: [CanonicalPath] = [
        CanonicalPath(lexically: Array("/dev/fd".utf8)), CanonicalPath(lexically: Array("/proc/self/fd".utf8)),
    ]

    /// Whether it is a name for one of this process's descriptors.
    fileprivate var namesDescriptor: Bool {
        guard let (parent, name) = split else { return false }
        if parent.components == [Array("dev".utf8)] { return name.starts(with: "std".utf8) }
        return Self.descriptorFolders.contains(parent) && name.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Whether it lies where Linux shows processes; other places of such a file system are found when they are opened.
    fileprivate var isInProc: Bool { components.first?.elementsEqual("proc".utf8) ?? false }
}

private func absolute(_ path: String, from folder: [UInt8]) -> [UInt8] {
    path.utf8.first == slash ? Array(path.utf8) : folder + [slash] + Array(path.utf8)
}
