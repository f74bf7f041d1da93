/// What identifies a file's content.
package struct FileFacts: Sendable, Hashable, Codable {
    /// Bytes.
    package let size: Int64
    /// XXH3 with 128 bits, in lower-case hex digits; nil of a file that an earlier version has read.
    package let xxh3: String?
    /// SHA-256 in lower-case hex digits, of a file that an earlier version has read.
    package let sha256: String?
    /// In Base64, as `Content-MD5` has it; nil until a link asks for it.
    package var md5: String?
    /// Records after the header if the file is read as CSV.
    package let rows: Int64

    /// Facts that are known already.
    package init(size: Int64, xxh3: String? = nil, sha256: String? = nil, md5: String? = nil, rows: Int64) {
        self.size = size
        self.xxh3 = xxh3
        self.sha256 = sha256
        self.md5 = md5
        self.rows = rows
    }

    /// By which the file is known again.
    package var digest: FileDigest {
        if let xxh3 { return .xxh3(xxh3) }
        return .sha256(sha256 ?? "")
    }

    /// Whether `source`, whose facts are `facts`, holds what these facts are of.
    ///
    /// Facts of an earlier version are compared by their SHA-256, for which the file is read once more.
    func areOf(_ source: FileSource, _ facts: FileFacts) async throws -> Bool {
        guard size == facts.size else { return false }
        if xxh3 != nil { return xxh3 == facts.xxh3 }
        return try await digest == .sha256(of: source)
    }
}
