/// HMAC with SHA-256 (RFC 2104) of short texts.
package enum HMAC {
    private static let blockSize = 64

    /// The 32 bytes of the code.
    package static func sha256(_ message: some Sequence<UInt8>, key: some Collection<UInt8>) -> [UInt8] {
        var block = key.count > blockSize ? SHA256.hash(key) : Array(key)
        block += [UInt8](repeating: 0, count: blockSize - block.count)
        let inner = SHA256.hash(pieces: [block.map { $0 ^ 0x36 }, Array(message)])
        return SHA256.hash(pieces: [block.map { $0 ^ 0x5C }, inner])
    }
}
