import Glibc

/// A secret in the forms in which a text may hold it: as it is, and inside something that is in Base64.
///
/// A proxy's login is sent as `Basic` and the Base64 of user and password, and a program that echoes its headers, or a
/// service that wraps an answer, writes a key so. Three bytes become four characters, so a secret looks one of three
/// ways there, by how many bytes stand before it; the characters that it shares with its neighbours are left out.
struct SecretForms: Sendable {
    /// The secret's own bytes.
    let plain: [UInt8]
    /// What is the same wherever the secret stands in Base64, or in the alphabet of URLs.
    private let encoded: [[UInt8]]

    /// Fewer characters stand in too many texts.
    private static let shortest = 7

    /// Whether it is too long to stand in good answers by chance, as a part of words; the services' own keys are.
    var isDistinctive: Bool { plain.count >= 8 }

    init(_ secret: String) {
        let plain = Array(secret.utf8)
        let standard = (0..<3).map { Self.base64(plain, after: $0) }.filter { $0.count >= Self.shortest }
        self.plain = plain
        encoded = standard + standard.filter { $0.contains(where: "+/".utf8.contains) }.map { $0.map(Self.inURL) }
    }

    /// Where the secret stands in some bytes; of Base64 all that belongs together, since its ends hold parts of the
    /// secret's own first and last characters.
    func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        guard !plain.isEmpty else { return [] }
        return Self.occurrences(of: plain, in: bytes)
            + encoded.flatMap { Self.occurrences(of: $0, in: bytes) }.map { Self.whole($0, in: bytes) }
    }

    private static func whole(_ range: Range<Int>, in bytes: [UInt8]) -> Range<Int> {
        let before = bytes[..<range.lowerBound].lastIndex { !isBase64($0) }.map { $0 + 1 } ?? 0
        let after = bytes[range.upperBound...].firstIndex { !isBase64($0) && $0 != UInt8(ascii: "=") } ?? bytes.count
        return before..<after
    }

    private static func occurrences(of secret: [UInt8], in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var offset = 0
        bytes.withUnsafeBytes { all in
            // `memchr` goes through a long answer many times faster than a loop does.
            while let start = all.baseAddress, all.count - offset >= secret.count,
                let hit = memchr(start + offset, Int32(secret[0]), all.count - offset - secret.count + 1)
            {
                let place = UnsafeRawPointer(hit) - start
                let isHit = all[place..<place + secret.count].elementsEqual(secret)
                if isHit { found.append(place..<place + secret.count) }
                offset = place + (isHit ? secret.count : 1)
            }
        }
        return found
    }

    /// The characters that the bytes alone decide, where `count` other bytes stand before them.
    private static func base64(_ bytes: [UInt8], after count: Int) -> [UInt8] {
        let bits = [UInt8](repeating: 0, count: count) + bytes
        let first = (count * 8 + 5) / 6
        let end = bits.count * 8 / 6
        guard first < end else { return [] }
        return (first..<end).map { index in
            let bit = index * 6
            let next = bit / 8 + 1 < bits.count ? bits[bit / 8 + 1] : 0
            let pair = UInt16(bits[bit / 8]) << 8 | UInt16(next)
            return alphabet[Int(pair >> UInt16(10 - bit % 8)) & 63]
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func inURL(_ character: UInt8) -> UInt8 {
        switch character {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: character
        }
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "+/-_".utf8.contains(byte)
    }
}
