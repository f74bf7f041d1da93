/// What a service says in the body of a refusal.
struct ServiceFault: Sendable, Hashable {
    /// Its words, on one line; nil if there are none that a person could read.
    let message: String?
    /// Its own name for the sort of error.
    let type: String?

    init(_ response: HTTPResponse) {
        let body = response.isHTML ? nil : try? JSONValue(parsing: response.body)
        let words = ["message", "errorMsg", "errMsg", "error"].lazy.compactMap { body?[$0]?.string }.first
        message = (words ?? Self.searchWords(body?["error"])).map(Self.oneLine)
        type = body?["type"]?.string ?? body?["error"]?["__type"]?.string
    }

    /// The words of a search's error: its message, or what is wrong with each parameter.
    private static func searchWords(_ error: JSONValue?) -> String? {
        if let message = error?["message"]?.string { return message }
        let problems = (error?.object ?? [:]).sorted { $0.key < $1.key }.compactMap { name, value in
            (value.array ?? []).compactMap(\.string).first.map { "\(name): \($0)" }
        }
        return problems.isEmpty ? nil : problems.joined(separator: "; ")
    }

    private static func oneLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 500 ? line.prefix(499) + "…" : line
    }
}

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
