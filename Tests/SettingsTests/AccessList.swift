import Glibc

/// An access control list of a file: its owner and one user may read it, and others as it says.
struct AccessList {
    var user: uid_t
    var group: UInt16 = 0
    var others: UInt16 = 0

    /// Whether the file system takes it.
    func set(on path: String) -> Bool {
        let nobody = UInt32.max
        let entries: [(tag: UInt16, rights: UInt16, id: UInt32)] = [
            (0x01, 4, nobody), (0x02, 4, user), (0x04, group, nobody), (0x10, 4, nobody), (0x20, others, nobody),
        ]
        var bytes = littleEndian(UInt32(2))
        for entry in entries {
            bytes += littleEndian(entry.tag) + littleEndian(entry.rights) + littleEndian(entry.id)
        }
        return Self.setAttribute?(path, "system.posix_acl_access", bytes, bytes.count, 0) == 0
    }

    private func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian, Array.init)
    }

    private typealias SetAttribute =
        @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<UInt8>, Int, Int32) -> Int32

    /// The importer does not know it.
    private static let setAttribute: SetAttribute? = dlsym(nil, "setxattr").map {
        unsafeBitCast($0, to: SetAttribute.self)
    }
}
