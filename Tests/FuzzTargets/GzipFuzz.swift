import TextFormats

extension FuzzTarget {
    /// CSV files packed by gzip.
    ///
    /// The first byte chooses how much is read at a time, and what the rest is: a packed file, or the content of one,
    /// which reads as it does unpacked. A packed file is read again in other portions, which must change nothing but
    /// where an archive's damage is seen. An error names the file.
    static let gzip = FuzzTarget(name: "gzip") {
        let file = MemoryFile()
        return { input in
            var source = ByteSource(input)
            let choice = source.next()
            let rest = source.takeRest()
            let isContent = choice % 2 == 1
            let packed = isContent ? stored(rest, blockSize: 1 + choice / 8 * 7) : rest
            let once = rows(of: packed, chunk: chunks[choice / 2 % chunks.count], in: file)
            let twice = rows(of: packed, chunk: 4096, in: file)
            guard once == twice || isDamage(once) && isFailure(twice) || isFailure(once) && isDamage(twice) else {
                return "read \(once), then \(twice)"
            }
            if case .failure(let error) = once, !"\(error)".hasPrefix("f.csv") { return "an unclear error: \(error)" }
            guard isContent else { return nil }
            let plain = rows(of: rest, chunk: 4096, in: file, unpacks: false)
            return plain == once ? nil : "read \(once), but unpacked \(plain)"
        }
    }

    /// The first is the least that a reader takes.
    private static let chunks = [20, 21, 64, 1000]

    private static func isFailure(_ rows: Result<[CSVRecord], CSVError>) -> Bool {
        if case .failure = rows { true } else { false }
    }

    /// Whether the archive is at fault, which is found before or after other errors around that place.
    private static func isDamage(_ rows: Result<[CSVRecord], CSVError>) -> Bool {
        if case .failure(let error) = rows { error.message.contains("gzip archive") } else { false }
    }

    private static func rows(
        of bytes: [UInt8], chunk: Int, in file: MemoryFile, unpacks: Bool = true
    ) -> Result<[CSVRecord], CSVError> {
        guard let file = file.open(bytes) else { return .success([]) }
        do throws(CSVError) {
            let dialect = CSVDialect(separator: .comma, encoding: .bytes)
            var reader = try CSVReader(
                file, name: "f.csv", header: .none, dialect: dialect, limit: 1 << 20, chunk: chunk,
                refusesRagged: false, unpacks: unpacks)
            var records: [CSVRecord] = []
            while let record = try reader.next() { records.append(record) }
            return .success(records)
        } catch {
            return .failure(error)
        }
    }

    /// A gzip file of stored blocks.
    private static func stored(_ bytes: [UInt8], blockSize: Int) -> [UInt8] {
        func little(_ value: UInt32, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
        for start in stride(from: 0, to: bytes.count, by: blockSize) {
            let block = bytes[start..<min(bytes.count, start + blockSize)]
            let count = UInt32(block.count)
            packed += [0] + little(count, 2) + little(~count, 2) + block
        }
        var crc = UInt32.max
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        // The last block is an empty one.
        return packed + [1, 0, 0, 0xFF, 0xFF] + little(~crc, 4) + little(UInt32(bytes.count), 4)
    }
}
