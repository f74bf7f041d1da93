import Glibc

/// Which file a path or a descriptor stands for: a path may stand for another one a moment later.
struct FileIdentity: Equatable {
    private let device: dev_t
    private let inode: ino_t
    let isEmpty: Bool

    static func == (first: FileIdentity, second: FileIdentity) -> Bool {
        first.device == second.device && first.inode == second.inode
    }

    /// Nil if there is no such file.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        device = status.st_dev
        inode = status.st_ino
        isEmpty = status.st_size == 0
    }
}
