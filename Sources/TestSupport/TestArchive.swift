/// A zip archive, written by the rules that its readers are tested with.
package struct TestArchive: Sendable {
    /// A part of it.
    package struct Part: Sendable {
        package var name: String
        /// As they stand in the archive.
        package var bytes: [UInt8]
        /// 0 for stored, 8 for deflated.
        package var method: UInt16 = 0
        /// What they unpack to, if that is not the same.
        package var unpacked: Int?
        package var crc: UInt32?
        /// 1 for an encrypted part.
        package var flags: UInt16 = 0

        package init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    package var parts: [Part]

    package init(_ parts: [Part]) {
        self.parts = parts
    }

    /// The file.
    package var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        for part in parts {
            let name = Array(part.name.utf8)
            let offset = file.count
            var facts: [UInt8] = []
            facts.append(part.flags)
            facts.append(part.method)
            facts.append(UInt32(0))
            facts.append(part.crc ?? Self.crc(of: part.bytes))
            facts.append(UInt32(part.bytes.count))
            facts.append(UInt32(part.unpacked ?? part.bytes.count))
            facts.append(UInt16(name.count))
            facts.append(UInt16(0))
            file += [0x50, 0x4B, 3, 4, 20, 0] + facts + name + part.bytes
            directory += [0x50, 0x4B, 1, 2, 20, 0, 20, 0] + facts + [UInt8](repeating: 0, count: 10)
            directory.append(UInt32(offset))
            directory += name
        }
        let start = file.count
        file += directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
        file.append(UInt16(parts.count))
        file.append(UInt16(parts.count))
        file.append(UInt32(directory.count))
        file.append(UInt32(start))
        return file + [0, 0]
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }

    private static func crc(of bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ number: UInt16) {
        self += [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
    }

    fileprivate mutating func append(_ number: UInt32) {
        append(UInt16(truncatingIfNeeded: number))
        append(UInt16(truncatingIfNeeded: number >> 16))
    }
}
