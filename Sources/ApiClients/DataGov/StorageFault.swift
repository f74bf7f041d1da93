/// What an object storage says in the XML body of a refusal.
struct StorageFault: Sendable, Hashable {
    /// `AccessDenied: Request has expired`, or the status where there is no such body.
    let words: String

    init(_ response: HTTPResponse) {
        let text = String(decoding: response.body.prefix(65_536), as: UTF8.self)
        let parts = ["Code", "Message"].compactMap { Self.content(of: $0, in: text) }
        words = parts.isEmpty ? StatusPhrase.words(response.status) : parts.joined(separator: ": ")
    }

    private static func content(of tag: String, in text: String) -> String? {
        let pieces = text.split(separator: "<\(tag)>", maxSplits: 1, omittingEmptySubsequences: false)
        guard pieces.count == 2, let content = pieces[1].split(separator: "<", maxSplits: 1).first else { return nil }
        return String(content.prefix(300))
    }
}
