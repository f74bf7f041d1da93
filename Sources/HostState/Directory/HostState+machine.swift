import Glibc

extension HostState {
    /// Names this machine, its boot and this state directory: processes with the same name see each other's locks, so
    /// that a free lock tells that a process of that name has ended.
    ///
    /// The machine's own name is part of it, because copies of a virtual machine may have the boot and the directory in
    /// common.
    ///
    /// - Throws: ``HostStateError`` if the directory is gone.
    package var machine: String {
        get throws {
            var status = stat()
            guard stat(directory, &status) == 0 else { throw HostStateError(cannot: "open", directory, errno: errno) }
            return "\(Self.machineName)/\(boot.text)/\(status.st_dev)-\(status.st_ino)"
        }
    }

    /// Where this process is, in words for people on other machines: `db-worker-1, process 4711 (govscript run a.lua)`.
    package var place: String { "\(Self.machineName), \(owner.process)" }

    /// The machine's name for people, of letters, digits and hyphens; `host` if it has none.
    package static var machineName: String {
        let plain = systemName.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }.prefix(40)
        return plain.isEmpty ? "host" : String(plain)
    }

    /// What the system calls the machine; empty if it has no name.
    package static var systemName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
