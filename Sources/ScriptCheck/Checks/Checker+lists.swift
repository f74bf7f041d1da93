import Catalogue

extension Checker {
    /// The longest chain whose value is looked at: each step would look at all before it.
    private static let longestChain = 16

    /// What other languages call the length of a list or text.
    private static let lengths: Set = ["length", "len", "size", "count"]

    /// A step of a chain that reads a list or a text as other languages do: `x[0]`, `x.length`.
    func checkListHabit(_ suffix: Suffix, of value: KnownValue, after base: Expression, _ before: ArraySlice<Suffix>) {
        guard before.count <= Self.longestChain else { return }
        let owner = before.isEmpty ? base : Expression(kind: .suffixed(base, Array(before)), offset: base.offset)
        if case .index(let key) = suffix.kind, values.constant(key) == .integer(0) {
            guard value.isList || isWrittenList(owner) else { return }
            let list = name(of: owner) ?? "x"
            remark(
                .warning, "index-zero", at: suffix.offset, "\(list)[0] is nil: lists start at 1",
                hint: "The first element is \(list)[1].")
        } else if let field = suffix.field, Self.lengths.contains(field) {
            guard let kind = value.isList || isWrittenList(owner) ? "list" : isText(owner, value) ? "text" : nil,
                // A text has the functions of `string`.
                kind == "list" || StandardLibrary.libraries["string"]?.contains(field) != true
            else { return }
            let name = name(of: owner) ?? "x"
            remark(
                .warning, "unknown-field", at: suffix.offset, "a \(kind) has no field '\(field)'",
                hint: "The length of \(name) is #\(name).")
        }
    }

    /// Whether it is a table that is written out with elements only, and that nothing changes by a field.
    private func isWrittenList(_ expression: Expression) -> Bool {
        guard let items = values.items(of: expression), !items.isEmpty else { return false }
        return items.allSatisfy { if case .positional = $0 { true } else { false } }
    }

    private func isText(_ expression: Expression, _ value: KnownValue) -> Bool {
        if case .string = values.constant(expression) { return true }
        return ["string", "string?"].contains(values.fieldType(of: expression)?.type)
    }

    /// A variable's name, with the names of fields after it; nil for another expression.
    private func name(of expression: Expression) -> String? {
        switch expression.kind {
        case .local(let variable): return variable.name
        case .global(let name): return name
        case .suffixed(let base, let suffixes):
            guard var text = name(of: base) else { return nil }
            for suffix in suffixes {
                guard case .field(let field) = suffix.kind else { return nil }
                text += "." + field
            }
            return text
        default: return nil
        }
    }
}
