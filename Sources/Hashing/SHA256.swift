internal import CCrypto

/// SHA-256 of bytes that come piece by piece.
///
/// Made for files: the first one loads libcrypto, which takes about a millisecond. For short texts take
/// ``hash(_:)``, which does not.
package struct SHA256: ~Copyable, Sendable {
    private enum Engine {
        case library(LibraryDigest)
        case portable(ccrypto_sha256_portable)
    }

    private var engine: Engine

    /// Starts a digest.
    package init() {
        if let digest = LibraryDigest(ccrypto_sha256) {
            engine = .library(digest)
        } else {
            engine = .portable(Self.begun)
        }
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        switch engine {
        case .library(let digest):
            digest.update(bytes)
        case .portable(var digest):
            ccrypto_sha256_update(&digest, bytes.baseAddress, bytes.count)
            engine = .portable(digest)
        }
    }

    /// Takes the next bytes.
    package mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { update($0) }
    }

    /// The 32 bytes of the digest.
    package consuming func finish() -> [UInt8] {
        switch engine {
        case .library(let digest): digest.finish(Int(ccrypto_sha256_size))
        case .portable(let digest): Self.finished(digest)
        }
    }

    /// The digest of bytes that are there as a whole: without loading anything, at some 5 ns a byte, unless there are
    /// so many that libcrypto is worth it.
    package static func hash(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        let whole = Array(bytes)
        guard whole.count > longestShort else { return hash(pieces: [whole]) }
        var digest = SHA256()
        digest.update(whole)
        return digest.finish()
    }

    /// Bytes that the portable code hashes while libcrypto is loaded.
    private static let longestShort = 1 << 18

    /// The digest of the pieces, one after the other.
    static func hash(pieces: [[UInt8]]) -> [UInt8] {
        var digest = begun
        for piece in pieces {
            piece.withUnsafeBytes { ccrypto_sha256_update(&digest, $0.baseAddress, $0.count) }
        }
        return finished(digest)
    }

    private static var begun: ccrypto_sha256_portable {
        var digest = ccrypto_sha256_portable()
        ccrypto_sha256_begin(&digest)
        return digest
    }

    private static func finished(_ digest: ccrypto_sha256_portable) -> [UInt8] {
        var digest = digest
        return [UInt8](unsafeUninitializedCapacity: Int(ccrypto_sha256_size)) { buffer, count in
            ccrypto_sha256_finish(&digest, buffer.baseAddress)
            count = buffer.count
        }
    }
}

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

extension Sequence<UInt8> {
    /// Lower-case hex digits, two for each byte.
    package var hex: String {
        func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) }
        var digits: [UInt8] = []
        digits.reserveCapacity(2 * underestimatedCount)
        for byte in self {
            digits.append(digit(byte >> 4))
            digits.append(digit(byte & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }
}

extension [UInt8] {
    /// The bytes that ``Swift/Sequence/hex`` wrote; nil for any other text.
    package init?(hex: String) {
        let digits = hex.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
