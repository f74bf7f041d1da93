package import ApiClients

/// What a key looks like.
package enum KeyForm {
    /// A key from a text that may end with one line break.
    ///
    /// - Parameter source: Where the text comes from, for the message, which never shows it.
    /// - Throws: ``ApiError`` of kind `auth` for a text that is no key.
    package static func key(_ bytes: some Sequence<UInt8>, from source: String) throws(ApiError) -> Secret {
        var bytes = Array(bytes)
        if bytes.last == 0x0A { bytes.removeLast() }
        if bytes.last == 0x0D { bytes.removeLast() }
        guard !bytes.isEmpty else {
            throw ApiError(.auth, "\(source) holds no key", hint: "It is empty: put the key there.")
        }
        if let problem = bytes.lazy.compactMap(problem).first {
            throw ApiError(
                .auth, "\(source) holds \(problem), which no key has",
                hint: "Copy the key again, without anything around it.")
        }
        return Secret(String(decoding: bytes, as: UTF8.self))
    }

    private static func problem(_ byte: UInt8) -> String? {
        switch byte {
        case 0x0A, 0x0D: "a line break"
        case 0x20, 0x09: "a space or tab"
        case 0x21...0x7E: nil
        case 0x80...: "characters outside ASCII"
        default: "control characters"
        }
    }
}
