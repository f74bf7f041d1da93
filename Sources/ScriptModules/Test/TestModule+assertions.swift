import Catalogue
import LuaBridge

extension TestModule {
    static let equal = Binding<TestModule>(
        "test.equal", "Fails unless two values are equal; tables are compared by what they hold.",
        rest: "actual, expected",
        returns: .nothing(), errors: [.data], example: "test.equal({ 1, 2 }, { 1, 2 })",
        run: { _, values in
            let (actual, expected) = (value(values, 0), value(values, 1))
            guard actual != expected else { return }
            throw failure("test.equal", "expected \(words(expected)), got \(words(actual))")
        })

    static let less = Binding<TestModule>(
        "test.less", "Fails unless a number is less than another.",
        .required("actual", Double.self, "The number that there is."),
        .required("bound", Double.self, "What it has to be less than."),
        returns: .nothing(), errors: [.data], example: "test.less(1, 2)",
        run: { _, actual, bound in
            guard !(actual < bound) else { return }
            throw failure("test.less", "expected less than \(bound), got \(actual)")
        })

    static let contains = Binding<TestModule>(
        "test.contains", "Fails unless a text holds another.",
        .required("text", String.self, "The text that there is."),
        .required("part", String.self, "What it has to hold, in plain words, no pattern."),
        returns: .nothing(), errors: [.data], example: "test.contains(\"one two\", \"two\")",
        run: { _, text, part in
            guard !text.contains(part), !part.isEmpty else { return }
            throw failure("test.contains", "expected a text with \(words(.string(part))), got \(words(.string(text)))")
        })

    /// An expectation that was not met.
    static func failure(_ function: String, _ words: String) -> ScriptError {
        ScriptError(.data, "\(function): \(words)", call: function)
    }

    private static func value(_ values: [LuaValue], _ index: Int) -> LuaValue {
        values.indices.contains(index) ? plain(values[index]) : .nil
    }

    /// The value with whole numbers as integers, since Lua takes 1 and 1.0 for equal.
    private static func plain(_ value: LuaValue) -> LuaValue {
        switch value {
        case .number(let number): Int64(exactly: number).map { .integer($0) } ?? value
        case .table(let table):
            .table(
                LuaTable(
                    array: table.array.map(plain),
                    fields: Dictionary(
                        table.fields.map { (plain($0.key), plain($0.value)) }, uniquingKeysWith: { first, _ in first }))
            )
        default: value
        }
    }

    /// A value as a person reads it, a table with all that it holds.
    private static func words(_ value: LuaValue, depth: Int = 0) -> String {
        guard case .table(let table) = value, !table.isEmpty, depth < 6 else { return value.literal }
        let fields = table.fields.map { key, value -> String in
            let value = words(value, depth: depth + 1)
            if case .string(let name) = key, LuaText.isIdentifier(name) { return "\(name) = \(value)" }
            return "[\(key.literal)] = \(value)"
        }
        let parts = table.array.map { words($0, depth: depth + 1) } + fields.sorted()
        return "{ \(parts.joined(separator: ", ")) }"
    }
}
