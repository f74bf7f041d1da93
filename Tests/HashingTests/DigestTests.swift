import Hashing
import Testing

/// The digests are those of the standards' own examples.
struct DigestTests {
    /// A text, repeated; as an argument of a test it stays short.
    struct Message {
        let text: String
        var count = 1
        var bytes: [UInt8] { (0..<count).flatMap { _ in text.utf8 } }
    }

    private static let abc = Message(text: "abc")
    private static let million = Message(text: "a", count: 1_000_000)

    static let sha256: [(message: Message, digest: String)] = [
        (Message(text: ""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (abc, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            Message(text: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (million, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ]

    static let md5: [(message: Message, digest: String)] = [
        (Message(text: ""), "d41d8cd98f00b204e9800998ecf8427e"),
        (abc, "900150983cd24fb0d6963f7d28e17f72"),
        (Message(text: "message digest"), "f96b697d7cb7938d525a2f31aaf161d0"),
        (million, "7707d6ae4e027c70eea2a935c2296f21"),
    ]

    /// By Debian's libxxhash 0.8.1; the first is also in the library's own tests.
    static let xxh3: [(message: Message, digest: String)] = [
        (Message(text: ""), "99aa06d3014798d86001c324468d497f"),
        (abc, "06b05ab6733a618578af5f94892f3950"),
        (
            Message(text: "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "3d62d22a5169b016c0d894fd4828a1a7"
        ),
        (million, "a545df8e384a9579b1fd6fae5285c4eb"),
    ]

    @Test(arguments: xxh3)
    func xxh3IsThatOfTheLibrary(_ message: Message, _ digest: String) {
        let bytes = message.bytes
        #expect(XXH3.hash(bytes).hex == digest)
        var pieces = XXH3()
        for start in stride(from: 0, to: bytes.count, by: 1000) {
            pieces.update(Array(bytes[start..<min(start + 1000, bytes.count)]))
        }
        #expect(pieces.finish().hex == digest)
    }

    @Test(arguments: sha256)
    func sha256IsFIPS180(_ message: Message, _ digest: String) {
        #expect(SHA256.hash(message.bytes).hex == digest)
        var streamed = SHA256()
        streamed.update(message.bytes)
        #expect(streamed.finish().hex == digest)
    }

    @Test(arguments: md5)
    func md5IsRFC1321(_ message: Message, _ digest: String) throws {
        #expect(try MD5.hash(message.bytes).hex == digest)
    }

    /// Every length around a block's end, whole by the portable code and cut in two for libcrypto.
    @Test func bothWaysAgreeAtEveryLength() throws {
        let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        for count in 0...300 {
            var streamed = SHA256()
            streamed.update(Array(bytes.prefix(count / 3)))
            streamed.update(Array(bytes[(count / 3)..<count]))
            #expect(streamed.finish() == SHA256.hash(bytes.prefix(count)), "\(count) bytes")
        }
    }

    @Test func hexHasTwoDigitsForEachByte() {
        #expect([0x00, 0x09, 0x0A, 0x7F, 0x90, 0xFF].hex == "00090a7f90ff")
        #expect([UInt8]().hex == "")
    }

    /// RFC 4231: a short key, and one that is longer than a block.
    @Test(arguments: [
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func hmacIsRFC4231(_ key: [UInt8], _ message: String, _ code: String) {
        #expect(HMAC.sha256(message.utf8, key: key).hex == code)
    }

    @Test func hexDigitsAreReadBack() {
        let bytes = (0...255).map { UInt8($0) }
        #expect([UInt8](hex: bytes.hex) == bytes && [UInt8](hex: "") == [])
        for text in ["a", "0g", "é0", " 00"] { #expect([UInt8](hex: text) == nil) }
    }
}
