internal import CCrypto

/// XXH3 with 128 bits, of bytes that come piece by piece: tells at the speed of memory whether a file has changed.
///
/// Not for anything that somebody may want to forge.
package struct XXH3: ~Copyable, Sendable {
    /// Unchecked: only ``XXH3`` holds one, which cannot be copied and changes it through `mutating` functions.
    private final class State: @unchecked Sendable {  // one owner at a time
        let pointer = ccrypto_xxh3_create()

        deinit { ccrypto_xxh3_destroy(pointer) }
    }

    private let state = State()

    /// Starts a digest.
    package init() {}

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        ccrypto_xxh3_update(state.pointer, bytes.baseAddress, bytes.count)
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The 16 bytes of the digest, the most significant first.
    package consuming func finish() -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: Int(ccrypto_xxh3_size)) { buffer, count in
            ccrypto_xxh3_finish(state.pointer, buffer.baseAddress)
            count = buffer.count
        }
    }

    /// The digest of bytes that are there as a whole.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var digest = XXH3()
        digest.update(bytes)
        return digest.finish()
    }
}
