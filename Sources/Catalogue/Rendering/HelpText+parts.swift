import TerminalText

extension HelpText {
    /// Blocks of lines with an empty line between two.
    struct Page {
        private var blocks: [[String]] = []

        mutating func add(_ lines: [String]) {
            if !lines.isEmpty { blocks.append(lines) }
        }

        var text: String { blocks.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n") }
    }

    func bold(_ text: String) -> String { isEmphasised ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    func dim(_ text: String) -> String { isEmphasised ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
    func heading(_ text: String) -> String { bold(text) }

    func paragraph(_ text: String, indent: Int = 2) -> [String] {
        text.filled(to: width - indent).map { String(repeating: " ", count: indent) + $0 }
    }

    func section(_ title: String, _ rows: [TextColumns.Row]) -> [String] {
        guard !rows.isEmpty else { return [] }
        var columns = TextColumns(width: width)
        columns.typeStyle = dim
        return [heading(title)] + columns.lines(of: rows)
    }

    func row(_ parameter: Signature.Parameter) -> TextColumns.Row {
        .init(name: parameter.name, type: parameter.type.inWords, text: parameter.explanation)
    }

    func row(_ field: Signature.Field) -> TextColumns.Row {
        .init(name: field.name, type: field.type.inWords, text: field.explanation)
    }

    func result(_ result: Signature.Result) -> [String] {
        guard !result.type.isEmpty else { return [] }
        var lines = [heading("Returns") + " " + result.type.inWords]
        lines += paragraph(result.summary)
        var columns = TextColumns(width: width)
        columns.typeStyle = dim
        lines += columns.lines(of: result.fields.map(row))
        if !result.more.isEmpty {
            lines += [heading("Also returns")] + columns.lines(of: result.more.map(row))
        }
        return lines
    }

    func effect(_ signature: Signature) -> String { signature.effect.inWords }
}

extension Effect {
    /// One sentence, or nothing where there is nothing to say.
    package var inWords: String {
        switch self {
        case .local: ""
        case .read: "Reads from the API."
        case .write: "Writes to the API."
        }
    }
}

extension String {
    /// A type as a person would say it.
    package var inWords: String {
        let type = LuaType(self)
        if !type.choices.isEmpty { return "string" }
        if let element = type.callResult { return "iterator of \(element)" }
        return type.name.replacing("any[]|fun(): any", with: "list or iterator")
    }

    /// A summary, with the allowed values after it if it does not name them itself.
    func naming(_ allowed: [String]) -> String {
        let names = allowed.map { $0.filter { $0 != "\"" } }
        guard !allowed.isEmpty, !names.allSatisfy(contains) else { return self }
        let list =
            [allowed.dropLast().joined(separator: ", "), allowed.last ?? ""].filter { !$0.isEmpty }
            .joined(separator: " or ") + "."
        return isEmpty ? list : self + " " + list
    }
}

extension Signature {
    /// The form of a call in lines of at most `width` characters where that is possible: what does not fit into one is
    /// broken after each option.
    package func callForm(within width: Int) -> [String] {
        guard callForm.count > width, !options.isEmpty else { return [callForm] }
        let arguments = required.map(\.name) + (rest.map { [$0.isEmpty ? "..." : $0] } ?? [])
        let head = "\(name)(" + arguments.map { $0 + ", " }.joined() + "{"
        return [head] + options.map { "  \($0.name) = \($0.fallback ?? "nil")," } + ["})"]
    }
}

extension Signature.Parameter {
    /// What it is for, with the values that it may have and its default.
    package var explanation: String {
        let text = summary.naming(allowedValues)
        return fallback.map { "\(text) Default \($0)." } ?? text
    }
}

extension Signature.Field {
    /// What it is, with the values that it may have.
    package var explanation: String { summary.naming(LuaType(type).choices) }
}
