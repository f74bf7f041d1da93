import Glibc
import SystemFiles

/// Tells file systems of other machines from local ones: there, locks and SQLite files are not to be relied on.
enum FileSystem {
    /// The kind of network file system that holds a device's files, as `mount` names it; nil if it is a local one.
    static func network(device: dev_t) -> String? {
        text(of: "/proc/self/mountinfo").flatMap { network(in: $0, device: device) }
    }

    /// The whole of a file of proc(5), of which Foundation reads the first 4 KB only; nil if it cannot be read.
    static func text(of path: String) -> String? {
        (try? FileBytes.all(ofFileAt: path)).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The same by a text such as `/proc/self/mountinfo` (proc(5)).
    static func network(in mounts: String, device: dev_t) -> String? {
        let number = "\(major(device)):\(minor(device))"
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2, fields[2] == number, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count
            else { continue }
            let type = String(fields[dash + 1])
            let kind = type.hasPrefix("fuse.") ? String(type.dropFirst(5)) : type
            return networks.contains(kind) ? type : nil
        }
        return nil
    }

    // makedev(3); the macros of the C library are out of reach.
    private static func major(_ device: dev_t) -> dev_t { (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF }
    private static func minor(_ device: dev_t) -> dev_t { device & 0xFF | (device >> 12) & ~0xFF }

    /// Kinds of file systems, those in user space without their prefix `fuse.`.
    private static let networks: Set = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "afs", "coda", "ceph", "lustre", "gpfs", "gfs2", "ocfs2",
        "beegfs", "orangefs", "vboxsf", "prl_fs", "virtiofs", "sshfs", "s3fs", "rclone", "gcsfuse", "goofys",
        "glusterfs", "ceph-fuse", "davfs", "davfs2", "curlftpfs", "smbnetfs", "mfs", "juicefs", "vmhgfs-fuse", "osxfs",
        "grpcfuse",
    ]
}
