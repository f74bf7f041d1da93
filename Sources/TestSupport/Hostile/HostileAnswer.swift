package import ApiClients

/// Answers that no service should give: good ones in which one value is replaced.
package enum HostileAnswer {
    /// What stands for the signature of a pre-signed address.
    package static let signature = "SIGNATURESECRET"

    /// Characters that drive a terminal: sequences, a title, erasing, C1, the direction of writing, a line break.
    package static let controls =
        "\u{1B}[2J\u{1B}]0;owned\u{7}\u{8}\r\u{9B}31m\u{85}\u{202E}\u{2066}\u{2028}\u{200B}\u{FEFF}\u{7F}"
        + "\nerror: forged"

    /// JSON that takes the place of a value, each with a name.
    package static let replacements: [(name: String, json: String)] =
        [
            ("lowest integer", "-9223372036854775808"), ("highest integer", "9223372036854775807"),
            ("beyond integers", "9223372036854775808"), ("beyond floats", "1e999"), ("huge float", "-1e308"),
            ("tiny float", "5e-324"), ("negative", "-1"), ("zero", "0"), ("null", "null"), ("true", "true"),
            ("empty string", "\"\""), ("empty array", "[]"), ("empty object", "{}"), ("fraction", "0.5"),
            ("not a number", "NaN"), ("lone surrogate", "\"\\ud800\""), ("NUL", "\"a\\u0000b\""),
            ("a digit too many", "\"\(String(repeating: "9", count: 400))\""),
            ("far future", "\"9223372036854775807-01-01T00:00:00Z\""),
            ("no date", "\"99999999999-99-99999999999999T99:99999999999999:99Z\""),
            ("year 0", "\"0000-00-00T00:00:00.000Z\""),
            ("deep array", String(repeating: "[", count: 3000) + String(repeating: "]", count: 3000)),
            ("deep object", String(repeating: "{\"a\":", count: 400) + "1" + String(repeating: "}", count: 400)),
            ("open array", String(repeating: "[", count: 100_000)),
            ("long string", "\"" + String(repeating: "x", count: 1 << 20) + "\""),
        ] + [("controls", JSONValue.string(controls).text)]

    /// How many places of an answer a value can be replaced at, the whole included.
    package static func places(in answer: JSONValue) -> Int {
        switch answer {
        case .array(let elements): 1 + elements.reduce(0) { $0 + places(in: $1) }
        case .object(let members): 1 + members.values.reduce(0) { $0 + places(in: $1) }
        default: 1
        }
    }

    /// The JSON of an answer with one place replaced; places are counted from 0, each before what is inside it.
    package static func text(of answer: JSONValue, replacing place: Int, by json: String) -> String {
        let mark = "REPLACED HERE"
        var rest = place
        let marked = replace(answer, &rest, mark)
        return marked.text.replacing("\"\(mark)\"", with: json)
    }

    /// - Parameter rest: How many places come before the one that is replaced; below 0 once it was.
    private static func replace(_ value: JSONValue, _ rest: inout Int, _ mark: String) -> JSONValue {
        rest -= 1
        if rest == -1 { return .string(mark) }
        switch value {
        case .array(let elements):
            return .array(elements.map { replace($0, &rest, mark) })
        case .object(let members):
            var changed = members
            for key in members.keys.sorted() { changed[key] = members[key].map { replace($0, &rest, mark) } }
            return .object(changed)
        default:
            return value
        }
    }
}
