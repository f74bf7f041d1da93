import Glibc
import SystemFiles

/// The folder of the records that are not in the database yet.
struct RecordFolder: Sendable {
    let path: String

    /// What is in it, by the names of files.
    struct Listing: Sendable {
        /// Records whose process has not written an end.
        var open: [String] = []
        /// Records that ended: id and exit code, nil for a process that was killed; empty where they are only counted.
        var done: [(id: String, code: Int32?)] = []
        /// How many records have ended.
        var doneCount = 0
        /// What was left behind while it was being made.
        var new: [String] = []
        /// Records of whose end somebody is still to be told.
        var alerts: [String] = []
        /// Records that other machines do not have yet.
        var unpublished: [String] = []
    }

    /// Makes the folder where it is missing; costs two system calls where it is not.
    ///
    /// - Throws: ``RecordError``, also if others can change the folder or the state directory above it: they could have
    ///   it hold links.
    func make() throws(RecordError) {
        let state = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
        var status = stat()
        if stat(state, &status) == 0 { try Self.check(state, status) }
        if lstat(path, &status) != 0 {
            do throws(SystemError) {
                try PrivateFolder.make(path)
            } catch {
                throw RecordError(cannot: "create", path, error)
            }
            guard lstat(path, &status) == 0 else { throw RecordError(cannot: "open", path) }
        }
        try Self.check(path, status)
    }

    private static func check(_ path: String, _ status: stat) throws(RecordError) {
        guard status.st_mode & S_IFMT == S_IFDIR else { throw RecordError(cannot: "open", path, SystemError(ENOTDIR)) }
        guard status.st_uid == geteuid() || status.st_uid == 0, status.st_mode & 0o022 == 0 else {
            throw RecordError(
                "\(path) is refused, because other users can change it",
                hint: "Make it yours alone: chmod 700 \(path.inShellQuotes)")
        }
    }

    func files(_ id: String) -> RecordFiles { RecordFiles(folder: path, id: id) }

    /// - Parameter naming: Whether the records that ended are named, or only counted: a start need not pay for names.
    /// - Throws: ``RecordError``; a folder that is not there is empty.
    func list(naming isNamingAll: Bool = true) throws(RecordError) -> Listing {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return Listing() }
            throw RecordError(cannot: "read", path)
        }
        defer { closedir(folder) }
        var listing = Listing()
        while let entry = readdir(folder) {
            let text = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { name in
                    isNamingAll || strstr(name, ".done-") == nil ? String(cString: name) : nil
                }
            }
            guard let name = text else {
                listing.doneCount += 1
                continue
            }
            // Names of ours begin with a year: what else lies there is left alone.
            guard name.utf8.first.map({ (0x30...0x39).contains($0) }) ?? false else { continue }
            guard let dot = name.firstIndex(of: ".") else {
                listing.open.append(name)
                continue
            }
            let id = String(name[..<dot])
            let rest = name[name.index(after: dot)...]
            if rest.hasPrefix("done-") {
                listing.done.append((id, Int32(rest.dropFirst("done-".count))))
                listing.doneCount += 1
            } else if rest == "new" {
                listing.new.append(id)
            } else if rest == "alert" {
                listing.alerts.append(id)
            } else if rest == "publish" {
                listing.unpublished.append(id)
            }
        }
        return listing
    }

    /// The record of a start that has ended.
    func ended(_ id: String, _ code: Int32?) -> RecordFiles.Content {
        let content = RecordFiles.read(files(id).done(code))
        guard case .record(var record) = content, record.isRunning else { return content }
        // The disk was full at its end.
        record.ending = StartRecord.Ending(
            code == 0 ? .finished : .failed, code: code, message: "what it did could not be written down")
        return .record(record)
    }

    /// Closes the records of processes that are gone, and removes what such processes left behind.
    func sweep(_ listing: Listing) {
        for id in listing.open { files(id).closeIfDead() }
        for id in listing.new {
            let path = files(id).new
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            var status = stat()
            // One that has just been made is not locked for a moment.
            if WholeFileLock.take(of: descriptor), fstat(descriptor, &status) == 0,
                time(nil) - status.st_mtim.tv_sec > 60
            {
                unlink(path)
            }
            close(descriptor)
        }
    }
}
