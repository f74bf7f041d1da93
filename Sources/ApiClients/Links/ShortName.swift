import Hashing
import TerminalText

/// A short link's name, the part after the service's host, checked by the services' rule `^[a-z0-9-]+$`.
package struct ShortName: CheckedText {
    /// The name as it is sent.
    package let text: String

    /// The longest name that the services can store, in characters.
    package static let longest = 255

    /// Checks a name.
    ///
    /// - Throws: ``ApiError`` of kind `data` with the services' own words.
    package init(_ text: String) throws {
        let isValid = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
        }
        guard isValid, !text.isEmpty else {
            throw ApiError(
                .data, "Short URL format is invalid. (\(text.isEmpty ? "empty" : String(text.prefix(60)).visible))",
                hint: (LookAlike.first(inValue: text).map { "There is \($0.placed). " } ?? "")
                    + "Use lower-case letters, digits and hyphens only.")
        }
        guard text.utf8.count <= Self.longest else {
            throw ApiError(
                .data, "Short URL is too long: \(text.utf8.count) characters. (\(text.prefix(20))…)",
                hint: "Use at most \(Self.longest) characters.")
        }
        self.text = text
    }

    /// Eight characters of `[a-z0-9]`, as the services themselves draw them.
    static func random(_ randomness: Randomness) -> ShortName {
        ShortName(drawnFrom: randomness.next())
    }

    /// The name that belongs to a seed: always the same for the same seed and key, and not guessable without the key.
    static func derived(from seed: String, key: [UInt8]) -> ShortName {
        let digest = HMAC.sha256(seed.utf8, key: key)
        return ShortName(drawnFrom: digest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    /// The name to take instead if this one belongs to somebody else; always the same, so that no journal is needed.
    var next: ShortName {
        Self.derived(from: "the name after this one", key: Array(text.utf8))
    }

    private init(drawnFrom number: UInt64) {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        var rest = number % 2_821_109_907_456  // 36 to the power of 8
        var characters: [UInt8] = []
        for _ in 0..<8 {
            characters.append(alphabet[Int(rest % 36)])
            rest /= 36
        }
        text = String(decoding: characters, as: UTF8.self)
    }
}
