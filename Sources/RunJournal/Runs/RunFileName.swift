import Hashing

/// File names for runs and profiles of any name: readable as far as the name is, never two with the same file.
enum RunFileName {
    static func of(_ identity: RunIdentity) -> String {
        readable(identity) + hash([identity.profile, identity.name] + (identity.part.map { ["\($0)"] } ?? []))
    }

    /// How the names of all files of runs with this name begin, and those of some others.
    static func readable(_ identity: RunIdentity) -> String { slug(identity.name) + "-" }

    static func folder(ofProfile profile: String) -> String {
        let readable = slug(profile)
        // `+` is no safe byte, so that no profile can look like another one with its hash.
        return readable == profile ? readable : readable + "+" + hash([profile])
    }

    /// The letters, digits, `.`, `_` and `-` of a name, at most 40 of them; never empty, never with a dot in front.
    private static func slug(_ name: String) -> String {
        let bytes = name.utf8.prefix(40).map { isSafe($0) ? $0 : UInt8(ascii: "-") }
        guard let first = bytes.first else { return "unnamed" }
        let text = String(decoding: bytes, as: UTF8.self)
        return first == UInt8(ascii: ".") ? "-" + text.dropFirst() : text
    }

    private static func hash(_ parts: [String]) -> String {
        SHA256.hash(parts.canonicalText.utf8).prefix(8).hex
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
