import FoundationEssentials
import Hashing

/// Keys of items as rows and requests have them.
enum Base64 {
    static func text(_ key: String) -> String { Data(key.utf8).base64EncodedString() }

    /// The SHA-256 of a key that is in a row, in hexadecimal digits.
    static func hash(_ text: String) -> String { SHA256.hash(Data(base64Encoded: text) ?? Data()).hex }
}
