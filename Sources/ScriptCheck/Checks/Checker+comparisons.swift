import Catalogue
import TerminalText

extension Checker {
    /// A field that is compared with a value which it never has: `link.state == "active"`.
    func checkComparison(_ first: Expression, _ symbol: String, _ second: Expression) {
        guard symbol == "==" || symbol == "~=" else { return }
        check(first, comparedWith: second)
        check(second, comparedWith: first)
    }

    private func check(_ field: Expression, comparedWith other: Expression) {
        guard let value = values.constant(other), let literal = value.literal,
            let (name, record, text) = values.fieldType(of: field), !extensions.hold(name, of: record)
        else { return }
        let type = AnnotationType(text)
        let expected: String
        if !type.literals.isEmpty {
            guard !type.literals.contains(literal) else { return }
            expected = type.literals.nearestFirst(to: literal).joined(separator: " or ")
        } else {
            guard !type.accepts(value, knowing: names) else { return }
            expected = "a value of type \(text)"
        }
        remark(
            .warning, "never-equal", at: other.offset,
            "'\(name)' of \(record) is never \(literal); it is \(expected)")
    }
}
