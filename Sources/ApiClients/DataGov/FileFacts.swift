import FoundationEssentials
import Hashing

/// What identifies a file's content.
package struct FileFacts: Sendable, Hashable, Codable {
    /// Bytes.
    package let size: Int64
    /// In lower-case hex digits.
    package let sha256: String
    /// In Base64, as `Content-MD5` has it.
    package let md5: String
    /// Records after the header if the file is read as CSV.
    package let rows: Int64

    /// Reads the whole file, away from the caller's thread; stops when the task is cancelled.
    @concurrent
    static func read(_ source: FileSource, name: String) async throws -> FileFacts {
        let size = try source.size()
        guard size > 0 else { throw ApiError(.data, "\(name) is empty", hint: "Write at least a header and a row.") }
        var sha256 = SHA256()
        var md5 = try Self.md5()
        var records = RecordCounter()
        var offset: Int64 = 0
        while offset < size {
            try Task.checkCancellation()
            let chunk = try source.read(offset, 1 << 20)
            guard !chunk.isEmpty else { break }
            sha256.update(chunk)
            md5.update(chunk)
            records.read(chunk)
            offset += Int64(chunk.count)
            await Task.yield()
        }
        guard offset == size else {
            throw ApiError(
                .data, "\(name) changed while it was read", hint: "Let whatever writes the file finish, then try again."
            )
        }
        return FileFacts(
            size: size, sha256: sha256.finish().hex, md5: Data(md5.finish()).base64EncodedString(),
            rows: max(0, records.finish() - 1))
    }

    private static func md5() throws -> MD5 {
        do {
            return try MD5()
        } catch {
            throw ApiError(
                .internal, "\(error), and storage asks for the MD5 of a file",
                hint: "Install libssl3, or upload from a machine whose OpenSSL allows MD5.", stopsRun: true)
        }
    }
}

/// Counts the records of a CSV file: lines that are not empty, line breaks inside quotes left out.
struct RecordCounter {
    private var count: Int64 = 0
    private var isQuoted = false
    private var isEmpty = true

    mutating func read(_ bytes: [UInt8]) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                isEmpty = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                guard !isQuoted else { continue }
                if !isEmpty { count += 1 }
                isEmpty = true
            default:
                isEmpty = false
            }
        }
    }

    mutating func finish() -> Int64 {
        if !isEmpty { count += 1 }
        isEmpty = true
        return count
    }
}
