import FoundationEssentials

/// What a recorded intent was going to do, in words for a person.
package enum IntentWords {
    /// `links.create of short URL "a" to https://www.example.gov.sg/1`, as far as the intent says.
    package static func of(_ call: String, _ intent: String?) -> String {
        guard let intent, let members = try? JSONDecoder().decode(Members.self, from: Data(intent.utf8)) else {
            return call
        }
        var words = call
        if let name = members["shortUrl"] { words += " of short URL \"\(name)\"" }
        if let target = members["longUrl"] { words += " to \(target)" }
        if let state = members["state"] { words += " as \(state)" }
        if let path = members["path"] { words += " of \(path)" }
        if let dataset = members["dataset"] { words += " to \(dataset)" }
        return words
    }

    /// The texts of an intent, with those of its changes.
    private struct Members: Decodable {
        private var texts: [String: String] = [:]

        subscript(name: String) -> String? { texts[name] }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: AnyKey.self)
            // Earlier versions stored the call's timeout beside the intent.
            if let inner = try? container.decode(Members.self, forKey: AnyKey("intent")) {
                texts = inner.texts
                return
            }
            for key in container.allKeys {
                if let text = try? container.decode(String.self, forKey: key) { texts[key.stringValue] = text }
            }
            if let changes = try? container.decode(Members.self, forKey: AnyKey("changes")) {
                texts.merge(changes.texts) { $1 }
            }
        }
    }
}
