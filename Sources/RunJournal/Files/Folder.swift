import Glibc
import SystemFiles

/// The folders that hold journals.
enum Folder {
    /// Makes a folder, and its parents, with mode 0700; a link in the folder's place is refused.
    static func make(_ path: String) throws {
        do throws(SystemError) {
            try PrivateFolder.make(path)
            var status = stat()
            guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw SystemError(ENOTDIR) }
        } catch {
            throw JournalError(cannot: "make the folder", path, errno: error.number)
        }
    }

    /// Makes the names in a folder survive a loss of power.
    static func flush(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw JournalError(cannot: "open", path, errno: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw JournalError(cannotWrite: path, errno: errno) }
    }

    /// The names in a folder, sorted; none if there is no such folder.
    static func names(in path: String) throws -> [String] {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return [] }
            throw JournalError(cannot: "read the folder", path, errno: errno)
        }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
