import ApiClients
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

    /// Files of proc(5) tell no size, and the table of mounts may have many pages.
    @Test func filesOfTheKernelAreReadToTheirEnd() throws {
        let text = try #require(FileSystem.text(of: "/proc/kallsyms"))
        #expect(text.utf8.count > 100_000)
        #expect(text.hasSuffix("\n"))
    }

    @Test func aFileInThePlaceOfTheFolderIsRefused() throws {
        let folder = try TemporaryDirectory()
        try folder.write("", to: "file")
        let errors = ["file", "file/below"].map { name in
            #expect(throws: HostStateError.self) { try HostState(at: "\(folder.path)/\(name)") }
        }
        #expect(
            errors.map { $0?.message.replacing(folder.path, with: "DIR") } == [
                "cannot open the state directory DIR/file: not a directory",
                "cannot make the state directory DIR/file/below: not a directory",
            ])
        #expect(errors[0]?.hint == "Set GOVSCRIPT_STATE_DIR to a folder of yours on a local disk.")
    }

    @Test func aFolderThatCannotBeWrittenIsRefused() throws {
        // Nobody may make anything here, not even the superuser.
        let error = #expect(throws: HostStateError.self) { try HostState(at: "/proc/self/govscript") }
        #expect(error?.message == "cannot make the state directory /proc/self/govscript: no such file or directory")
    }
}

/// A state directory that others can change decides what is resumed: it is refused, in words.
struct StateDirectoryOwnershipTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func refusal(_ prepare: (String) throws -> Void) throws -> HostStateError? {
        let path = "\(folder.path)/state"
        _ = try HostState(at: path).nameKey()
        try prepare(path)
        let error = #expect(throws: HostStateError.self) { _ = try HostState(at: path).nameKey() }
        #expect(error?.code == .unsafe)
        #expect(error.map { ApiError($0).kind } == .permission)
        return error
    }

    @Test(arguments: [0o777, 0o770, 0o702, 0o1777] as [mode_t])
    func aFolderThatOthersCanChangeIsRefused(_ mode: mode_t) throws {
        let error = try refusal { chmod($0, mode) }
        let path = "\(folder.path)/state"
        #expect(error?.message == "the state directory \(path) is refused, because other users can change it")
        #expect(error?.hint == "Make it yours alone: chmod -R go-rwx '\(path)'")
    }

    @Test(arguments: ["runs", "processes", "locks"])
    func aLinkInItIsRefused(_ name: String) throws {
        let error = try refusal {
            rename("\($0)/\(name)", "\(folder.path)/elsewhere")
            mkdir("\(folder.path)/elsewhere", 0o700)
            symlink("\(folder.path)/elsewhere", "\($0)/\(name)")
        }
        #expect(
            error?.message == "\(folder.path)/state/\(name) is refused, because it is a symbolic link")
        #expect(throws: HostStateError.self) { try StateDirectory.check("\(folder.path)/state") }
    }

    @Test func aFolderInItThatOthersCanChangeIsRefused() throws {
        let error = try refusal { chmod("\($0)/processes", 0o777) }
        #expect(error?.message.hasSuffix("/state/processes is refused, because other users can change it") == true)
    }

    @Test func aNameKeyThatOthersCanReadIsRefused() throws {
        let error = try refusal { chmod("\($0)/names.key", 0o644) }
        let path = "\(folder.path)/state/names.key"
        #expect(error?.message == "\(path) is refused, because other users can read it")
        #expect(error?.hint == "Make it readable to you alone: chmod 600 \(path)")
    }

    @Test(
        .enabled(if: geteuid() == 0, "only root can give a folder away"), arguments: ["", "/names.key", "/processes"])
    func anotherUsersFolderOrFileIsRefused(_ name: String) throws {
        let error = try refusal { chown($0 + name, 4321, 4321) }
        #expect(error?.message.hasSuffix("is refused, because it belongs to another user (4321)") == true)
        #expect(error?.hint?.hasSuffix("take it over: chown -R 0 '\(folder.path)/state\(name)'") == true)
    }

    /// What was made by hand with a usual umask is readable, and all in it is not.
    @Test func aFolderThatOthersCanOnlyListIsTaken() throws {
        chmod(folder.path, 0o755)
        _ = try HostState(at: folder.path).nameKey()
        #expect(try folder.mode(of: "names.key") == 0o600)
        #expect(try folder.mode(of: "processes") == 0o700)
        #expect(try folder.mode(of: "slots.sqlite") == 0o600)
    }
}
