import Hashing

/// File names for locks on things with any name.
enum LockFileName {
    /// The name itself as far as it is safe and short; two names never have one file.
    static func of(_ kind: String, _ name: String) -> String {
        let isSafe = name.utf8.allSatisfy(isSafeByte)
        if isSafe, name.utf8.count <= 80 { return "\(kind)-\(name)" }
        let beginning = name.utf8.prefix(60).map { isSafeByte($0) ? $0 : UInt8(ascii: "-") }
        let hash = SHA256.hash(name.utf8).prefix(12).hex
        // `+` is no safe byte, so that no name can look like another one with its hash.
        return "\(kind)-\(String(decoding: beginning, as: UTF8.self))+\(hash)"
    }

    private static func isSafeByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"),
            UInt8(ascii: ":"):
            true
        default: false
        }
    }
}
