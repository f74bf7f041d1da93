/// Reference pages in Markdown.
package struct Markdown: Sendable {
    static let notice = "<!-- Made by `govscript docs` from the functions' declarations; changes here are lost. -->"

    private let manual: Manual

    package init(_ manual: Manual) {
        self.manual = manual
    }

    /// The pages by file name: one for each module, and `README.md` that leads to them.
    package var files: [String: String] {
        var files = Dictionary(uniqueKeysWithValues: manual.modules.map { ($0.name + ".md", page(of: $0)) })
        files["README.md"] = contents
        return files
    }

    /// The page of a module.
    package func page(of module: Manual.Module) -> String {
        var blocks = [Self.notice, "# \(module.name)", module.summary]
        blocks.append(
            table(
                ["function", "what it does"],
                module.functions.map { ["[`\($0.name)`](#\($0.anchor))", $0.summary] }
                    + module.values.map { ["`\($0.name)`", $0.summary] }))
        blocks += module.functions.flatMap(section)
        let types = manual.types.filter { $0.name.hasPrefix(module.name + ".") && !$0.fields.isEmpty }
        if !types.isEmpty { blocks.append("## Records") }
        for type in types {
            blocks += ["### \(type.name)", table(["field", "type", ""], type.fields.map(row))]
        }
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private var contents: String {
        let blocks = [
            Self.notice, "# Reference",
            "What scripts have besides Lua's own libraries. `govscript help NAME` shows the same in a terminal.",
            table(["module", ""], manual.modules.map { ["[`\($0.name)`](\($0.name).md)", $0.summary] }),
            table(["global", "type", ""], manual.globals.map { ["`\($0.name)`", code($0.type), $0.summary] }),
        ]
        let records = manual.types.filter { type in !manual.modules.contains { type.name.hasPrefix($0.name + ".") } }
        let fields = records.flatMap { ["## \($0.name)", table(["field", "type", ""], $0.fields.map(row))] }
        return (blocks + fields).joined(separator: "\n\n") + "\n"
    }

    private func section(_ signature: Signature) -> [String] {
        var blocks = ["## \(signature.name)", fenced(signature.callForm(within: 100).joined(separator: "\n"))]
        blocks.append([signature.summary, signature.effect.inWords].filter { !$0.isEmpty }.joined(separator: " "))
        var rows = signature.required.map { ["`\($0.name)`", code($0.type), $0.summary.naming($0.allowedValues), ""] }
        if let rest = signature.rest { rows.append(["`...`", "`any`", rest == "..." ? "Any values." : rest, ""]) }
        rows += signature.options.map {
            ["`{ \($0.name) }`", code($0.type), $0.summary.naming($0.allowedValues), $0.fallback.map(code) ?? ""]
        }
        if !rows.isEmpty { blocks.append(table(["parameter", "type", "", "default"], rows)) }
        blocks.append(result(signature.result))
        if !signature.errors.isEmpty {
            blocks.append("Errors: " + signature.errors.map(code).joined(separator: ", ") + ".")
        }
        return blocks.filter { !$0.isEmpty } + [fenced(signature.example)]
    }

    private func result(_ result: Signature.Result) -> String {
        guard !result.type.isEmpty else { return "" }
        let type = result.record.map { record in
            result.type.contains(record) ? "[\(code(result.type))](#\(record.anchor))" : code(result.type)
        }
        let parts = ["Returns \(type ?? code(result.type))."] + (result.summary.isEmpty ? [] : [result.summary])
        let more = result.more.map { "Also returns \(code($0.type)): \($0.summary)" }
        return (parts + more).joined(separator: " ")
    }

    private func row(_ field: Signature.Field) -> [String] {
        ["`\(field.name)`", code(field.type), field.summary]
    }

    private func code(_ text: String) -> String { "`\(text)`" }

    private func fenced(_ text: String) -> String { "```lua\n\(text)\n```" }

    private func table(_ titles: [String], _ rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String {
            "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
        }
        return ([line(titles), "|" + String(repeating: " --- |", count: titles.count)] + rows.map(line))
            .joined(separator: "\n")
    }
}

extension Signature {
    fileprivate var anchor: String { name.anchor }
}

extension String {
    /// The anchor that GitHub makes of a heading.
    fileprivate var anchor: String {
        lowercased().filter { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    }
}
