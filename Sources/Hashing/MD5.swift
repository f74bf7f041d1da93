internal import CCrypto

/// MD5 of bytes that come piece by piece, for `Content-MD5` and nothing that has to be safe.
package struct MD5: ~Copyable, Sendable {
    /// This machine's libcrypto is missing, or was built without MD5.
    package struct Unavailable: Error, CustomStringConvertible {
        /// What is wrong, in words.
        package var description: String { "MD5 is not available: libcrypto.so.3 is missing or was built without it" }
    }

    private let digest: LibraryDigest

    /// Starts a digest; the first one loads libcrypto.
    package init() throws(Unavailable) {
        guard let digest = LibraryDigest(ccrypto_md5) else { throw Unavailable() }
        self.digest = digest
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        digest.update(bytes)
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The 16 bytes of the digest.
    package consuming func finish() -> [UInt8] {
        digest.finish(Int(ccrypto_md5_size))
    }

    /// The digest of bytes that are there as a whole.
    package static func hash(_ bytes: some Sequence<UInt8>) throws(Unavailable) -> [UInt8] {
        var digest = try MD5()
        digest.update(Array(bytes))
        return digest.finish()
    }
}
