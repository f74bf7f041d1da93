internal import CCrypto

/// A digest of libcrypto's.
///
/// Unchecked: only ``SHA256`` and ``MD5`` hold one, which cannot be copied and change it through `mutating` functions.
final class LibraryDigest: @unchecked Sendable {  // one owner at a time
    private let digest: OpaquePointer

    /// Nil if libcrypto is missing or cannot do the algorithm.
    init?(_ algorithm: ccrypto_algorithm) {
        guard let digest = ccrypto_digest_create(algorithm) else { return nil }
        self.digest = digest
    }

    deinit { ccrypto_digest_destroy(digest) }

    func update(_ bytes: UnsafeRawBufferPointer) {
        ccrypto_digest_update(digest, bytes.baseAddress, bytes.count)
    }

    func finish(_ size: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            ccrypto_digest_finish(digest, buffer.baseAddress)
            count = size
        }
    }
}
