import FoundationEssentials
import Glibc
@testable import HostState
import Testing

struct StateDirectoryTests {
    private static let mounts = """
        22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
        40 22 0:52 / /home/a rw,relatime shared:20 master:3 - nfs4 files:/home rw,vers=4.2
        41 22 0:53 / /mnt/b rw,nosuid - fuse.sshfs user@host:/ rw,user_id=1000
        42 22 0:54 / /mnt/c rw - fuse.gocryptfs /crypt rw
        43 22 0:55 / /mnt/d rw - cifs //server/share rw
        44 22 259:300 / /mnt/e rw - btrfs /dev/nvme0n1p1 rw
        """

    @Test(
        arguments: [
            (0xFE00, nil), (0x34, "nfs4"), (0x35, "fuse.sshfs"), (0x36, nil), (0x37, "cifs"), (0x77, nil),
        ] as [(dev_t, String?)])
    func networkFileSystemsAreTold(device: dev_t, kind: String?) {
        #expect(FileSystem.network(in: Self.mounts, device: device) == kind)
    }

    @Test func largeDeviceNumbersAreReadAsMountsNameThem() {
        // makedev(259, 300): the minor number's upper bits lie above the major number's.
        let device: dev_t = 259 << 8 | 300 & 0xFF | (300 & ~0xFF) << 12
        let mounts = Self.mounts.replacing("btrfs", with: "ceph")
        #expect(FileSystem.network(in: mounts, device: device) == "ceph")
    }

    @Test func aFileInThePlaceOfTheFolderIsRefused() throws {
        let folder = try TemporaryDirectory()
        try folder.write("", to: "file")
        let errors = ["file", "file/below"].map { name in
            #expect(throws: HostStateError.self) { try HostState(at: "\(folder.path)/\(name)") }
        }
        #expect(
            errors.map { $0?.message.replacing(folder.path, with: "DIR") } == [
                "cannot open the state directory DIR/file: Not a directory",
                "cannot make the state directory DIR/file/below: Not a directory",
            ])
        #expect(errors[0]?.hint == "Set GOVSCRIPT_STATE_DIR to a folder of yours on a local disk.")
    }

    @Test func aFolderThatCannotBeWrittenIsRefused() throws {
        // Nobody may make anything here, not even the superuser.
        let error = #expect(throws: HostStateError.self) { try HostState(at: "/proc/self/govscript") }
        #expect(error?.message == "cannot make the state directory /proc/self/govscript: No such file or directory")
    }
}
