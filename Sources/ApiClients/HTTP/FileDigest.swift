import FoundationEssentials
import Hashing

/// A digest by which a file is known to be the one that it was.
package enum FileDigest: Sendable, Hashable {
    /// XXH3 with 128 bits, in lower-case hex digits.
    case xxh3(String)
    /// SHA-256 in lower-case hex digits, of files that an earlier version has read.
    case sha256(String)

    /// The digest of a whole file; stops when the task is cancelled.
    ///
    /// - Throws: ``ApiError``, or what the source throws.
    @concurrent
    package static func sha256(of source: FileSource) async throws -> FileDigest {
        var digest = SHA256()
        try await source.forEachChunk { digest.update($0) }
        return .sha256(digest.finish().hex)
    }

    /// The MD5 of a whole file in Base64, as `Content-MD5` has it.
    ///
    /// - Throws: ``ApiError`` of kind `internal` if this machine has no MD5, or what the source throws.
    @concurrent
    static func md5(of source: FileSource) async throws -> String {
        var digest: MD5
        do {
            digest = try MD5()
        } catch {
            throw ApiError(
                .internal, "\(error), and the storage asks for the MD5 of the file",
                hint: "Install libssl3, or upload from a machine whose OpenSSL allows MD5.", stopsRun: true)
        }
        try await source.forEachChunk { digest.update($0) }
        return Data(digest.finish()).base64EncodedString()
    }
}

extension FileDigest {
    /// The digest of bytes that come piece by piece, in the form of another one.
    struct Running: ~Copyable, Sendable {
        private var xxh3: XXH3?
        private var sha256: SHA256?

        init(like digest: FileDigest) {
            switch digest {
            case .xxh3: xxh3 = XXH3()
            case .sha256: sha256 = SHA256()
            }
        }

        mutating func update(_ bytes: [UInt8]) {
            xxh3?.update(bytes)
            sha256?.update(bytes)
        }

        consuming func finish() -> FileDigest {
            if let xxh3 = xxh3.take() { return .xxh3(xxh3.finish().hex) }
            return .sha256(sha256.take()?.finish().hex ?? "")
        }
    }
}
