import TerminalText

/// Help for a terminal, fitted to its width.
package struct HelpText: Sendable {
    /// Columns; less than 40 is taken as 40.
    package var width: Int
    /// Whether to set off headings and names by ANSI sequences.
    package var isEmphasised: Bool

    package init(width: Int = 80, isEmphasised: Bool = false) {
        self.width = max(40, width)
        self.isEmphasised = isEmphasised
    }

    /// The page of one entry; ends with a line break.
    package func page(_ entry: ManualEntry, of manual: Manual) -> String {
        switch entry {
        case .function(let signature): function(signature)
        case .module(let module): self.module(module, of: manual)
        case .value(let value): self.value(value)
        case .type(let type): self.type(type)
        case .topic(let topic): self.topic(topic)
        }
    }

    /// One function: its call, what it takes, gives and raises, and an example.
    package func function(_ signature: Signature) -> String {
        var page = Page()
        page.add(signature.callForm(within: width).map(bold))
        page.add(paragraph([signature.summary, effect(signature)].filter { !$0.isEmpty }.joined(separator: " ")))
        let required = signature.required.map(row)
        let rest = signature.rest.map { [TextColumns.Row(name: "...", text: $0 == "..." ? "Any values." : $0)] } ?? []
        page.add(section("Arguments", required + rest))
        for parameter in signature.required where !parameter.fields.isEmpty {
            page.add(section("Fields of \(parameter.name)", parameter.fields.map(row)))
        }
        page.add(section("Options", signature.options.map(row)))
        page.add(result(signature.result))
        if !signature.errors.isEmpty {
            page.add([heading("Errors")] + paragraph(signature.errors.joined(separator: ", ") + "; see: help errors"))
        }
        page.add([heading("Example")] + signature.example.lines.map { "  " + $0 })
        return page.text
    }

    /// The lines that help who is about to type a call: its form, and what each argument is.
    package func arguments(of signature: Signature) -> [String] {
        var columns = TextColumns(width: width)
        columns.typeStyle = dim
        return signature.callForm(within: width).map(bold) + columns.lines(of: signature.required.map(row))
    }

    /// A module: what it is for, and its functions with a line for each.
    package func module(_ module: Manual.Module, of manual: Manual) -> String {
        var page = Page()
        page.add([bold(module.name)] + paragraph(module.summary))
        let (methods, functions) = (
            module.functions.filter { $0.object != nil },
            module.functions.filter { $0.object == nil }
        )
        page.add(section("Functions", functions.map { .init(name: $0.name, text: $0.summary) }))
        page.add(section("Methods", methods.map { .init(name: $0.name, text: $0.summary) }))
        page.add(section("Values", module.values.map { .init(name: $0.name, text: $0.summary) }))
        let records = manual.types.filter { $0.name.hasPrefix(module.name + ".") && !$0.fields.isEmpty }
        page.add(
            section(
                "Records",
                records.map { .init(name: $0.name, text: $0.fields.map(\.name).joined(separator: ", ")) }))
        if let first = functions.first { page.add(paragraph("More about one of them: help \(first.name)", indent: 0)) }
        return page.text
    }

    /// A record or an object: its fields and methods.
    package func type(_ type: Manual.TypeDescription) -> String {
        var page = Page()
        page.add([bold(type.name)])
        page.add(section("Fields", type.fields.map(row)))
        page.add(section("Methods", type.methods.map { .init(name: ":" + $0.shortName, text: $0.summary) }))
        return page.text
    }

    package func value(_ value: Manual.Value) -> String {
        var page = Page()
        page.add([bold(value.name) + "  " + dim(value.type)] + paragraph(value.summary))
        return page.text
    }

    package func topic(_ topic: HelpTopic) -> String {
        var page = Page()
        page.add([bold(topic.title)])
        for block in topic.text.split(separator: "\n\n").map(String.init) {
            page.add(block.hasPrefix(" ") ? block.lines : block.filled(to: width))
        }
        return page.text
    }

    /// What there is help for.
    package func overview(of manual: Manual) -> String {
        var page = Page()
        page.add(section("Modules", manual.modules.map { .init(name: $0.name, text: $0.summary) }))
        page.add(section("Globals", manual.globals.map { .init(name: $0.name, text: $0.summary) }))
        page.add(section("Topics", manual.topics.map { .init(name: $0.name, text: $0.title) }))
        return page.text
    }
}
