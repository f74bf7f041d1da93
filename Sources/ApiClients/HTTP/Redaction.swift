/// Takes out of texts what must not be seen in logs and errors.
package enum Redaction {
    /// A URL without user, query and fragment; a cut query leaves `?…` behind.
    package static func url(_ url: String) -> String {
        var bytes = Array(url.utf8)
        for cut in URLCuts.cuts(in: bytes[...]).reversed() {
            bytes.replaceSubrange(cut.range, with: Array(cut.replacement.utf8))
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Any text, with each `http://` or `https://` URL in it treated by ``url(_:)``, and without the signatures of
    /// pre-signed addresses wherever they stand; escapes as in JSON or in URLs hide neither.
    package static func text(_ text: String) -> String {
        cutting(Array(text.utf8)) { bytes in URLCuts.urls(in: bytes) + SignatureCuts.cuts(in: bytes) }
            .map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// Any text, with `[key]` wherever a secret stood, escaped or not.
    static func text(_ text: String, without secret: SecretForms) -> String {
        bytes(text.utf8, without: secret).map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// Any bytes, with `[key]` wherever a secret stood; nil if it does not stand there.
    ///
    /// Escapes as in JSON or in URLs hide it not, nor does Base64. A code of a service's own is not looked for: one
    /// that means to hide a key could use any.
    static func bytes(_ bytes: some Collection<UInt8>, without secret: SecretForms) -> [UInt8]? {
        guard bytes.count >= secret.plain.count else { return nil }
        return cutting(Array(bytes)) { bytes in
            secret.ranges(in: bytes).map { Cut(range: $0, replacement: "[key]") }
        }
    }

    /// A part of a text that is replaced.
    struct Cut {
        var range: Range<Int>
        let replacement: String
    }

    /// As many layers of escapes are undone: a URL in JSON in JSON, in an archive that is JSON, has three.
    private static let layers = 5

    /// The bytes without what `find` finds in them, and in what they read once their escapes are undone; nil if it
    /// finds nothing.
    private static func cutting(_ original: [UInt8], _ find: ([UInt8]) -> [Cut]) -> [UInt8]? {
        var cuts: [Cut] = []
        var reading: UnescapedText? = UnescapedText(original)
        for _ in 0..<layers {
            guard let current = reading else { break }
            cuts += find(current.bytes).map {
                Cut(range: current.place(of: $0.range), replacement: $0.replacement)
            }
            reading = current.undoingEscapes()
        }
        guard !cuts.isEmpty else { return nil }
        // What several readings found is cut once, by the longest.
        cuts.sort {
            ($0.range.lowerBound, -$0.range.upperBound) < ($1.range.lowerBound, -$1.range.upperBound)
        }
        var result: [UInt8] = []
        var done = 0
        for cut in cuts {
            guard cut.range.upperBound > done else { continue }
            if cut.range.lowerBound >= done {
                result += original[done..<cut.range.lowerBound]
                result += cut.replacement.utf8
            }
            done = cut.range.upperBound
        }
        return result + original[done...]
    }
}
