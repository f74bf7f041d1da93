import FoundationEssentials

/// The first thing in which two intents differ, as a person reads it.
enum IntentDifference {
    /// `longUrl was "https://a.example.gov.sg", and is "https://b.example.gov.sg"`; nil if they say the same.
    static func first(_ old: String?, _ new: String?) -> String? {
        guard let old = old.flatMap(Fields.of), let new = new.flatMap(Fields.of) else { return nil }
        guard let name = Set(old.keys).union(new.keys).sorted().first(where: { old[$0] != new[$0] }) else { return nil }
        switch (old[name], new[name]) {
        case (let was?, let now?): return "\(name) was \(was), and is \(now)"
        case (let was?, nil): return "\(name) was \(was), and is not given"
        case (nil, let now): return "\(name) was not given, and is \(now ?? "nothing")"
        }
    }

    /// The values of an intent by their paths: `changes.longUrl`.
    private struct Fields: Decodable {
        private var values: [String: String] = [:]

        static func of(_ json: String) -> [String: String]? {
            guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(json.utf8)) else { return nil }
            // Earlier versions stored the call's timeout beside the intent.
            let inner = fields.values.filter { $0.key.hasPrefix("intent.") }
            guard inner.isEmpty else {
                return Dictionary(uniqueKeysWithValues: inner.map { ($0.dropFirst("intent.".count).description, $1) })
            }
            return fields.values
        }

        init(from decoder: any Decoder) throws {
            if let container = try? decoder.container(keyedBy: AnyKey.self) {
                for key in container.allKeys {
                    let inner = try container.decode(Fields.self, forKey: key)
                    note(inner, under: key.stringValue)
                }
            } else if var list = try? decoder.unkeyedContainer() {
                var index = 1
                while !list.isAtEnd {
                    note(try list.decode(Fields.self), under: "\(index)")
                    index += 1
                }
            } else {
                values[""] = Self.scalar(try decoder.singleValueContainer())
            }
        }

        private mutating func note(_ inner: Fields, under name: String) {
            for (path, value) in inner.values { values[path.isEmpty ? name : "\(name).\(path)"] = value }
        }

        private static func scalar(_ container: any SingleValueDecodingContainer) -> String {
            if container.decodeNil() { return "null" }
            if let text = try? container.decode(String.self) { return "\"\(text)\"" }
            if let flag = try? container.decode(Bool.self) { return "\(flag)" }
            if let number = try? container.decode(Int.self) { return "\(number)" }
            return (try? container.decode(Double.self)).map { "\($0)" } ?? "?"
        }
    }
}
