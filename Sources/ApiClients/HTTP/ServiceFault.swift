/// What a service says in the body of a refusal.
struct ServiceFault: Sendable, Hashable {
    /// Its words, on one line; nil if there are none that a person could read.
    let message: String?
    /// Its own name for the sort of error.
    let type: String?

    init(_ response: HTTPResponse) {
        let body = response.isHTML ? nil : try? JSONValue(parsing: response.body)
        let words = ["message", "errorMsg", "errMsg", "error"].lazy.compactMap { body?[$0]?.string }.first
        message = words.map(Self.oneLine)
        type = body?["type"]?.string
    }

    private static func oneLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count > 500 ? line.prefix(499) + "…" : line
    }
}
