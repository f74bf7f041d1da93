import Catalogue

/// govscript-lua(7): all that scripts can use besides Lua's own libraries.
struct LuaPage {
    let manual: Manual
    let edition: ManPage.Edition

    /// The columns of a terminal, less the indentation.
    private static let width = 64

    var text: String {
        var page = ManPage("govscript-lua", section: 7, summary: "functions of govscript's Lua scripts", edition)
        page.section("Description")
        page.paragraph(
            "Scripts are Lua 5.4 with the modules below, which are globals. A call that waits for a service suspends "
                + "the task that makes it, not the others. Required arguments come first; options follow in a table.")
        page.paragraph(
            "`govscript help` NAME shows the same about one function, module or record, and has topics besides: "
                + manual.topics.map { "`\($0.name)`" }.joined(separator: ", ") + ".")
        for value in manual.globals { add(value, to: &page) }
        for module in manual.modules { add(module, to: &page) }
        let records = manual.types.filter { type in
            !type.fields.isEmpty && !manual.modules.contains { type.name.hasPrefix($0.name + ".") }
        }
        if !records.isEmpty { page.section("Records") }
        for record in records { add(record, to: &page) }
        page.section("See also")
        page.beginBlock()
        page.raw("\(ManPage.bold("govscript"))(1),\n\(ManPage.bold("govscript-help"))(1),")
        page.raw("\(ManPage.bold("govscript-config"))(5)")
        return page.text
    }

    private func add(_ module: Manual.Module, to page: inout ManPage) {
        page.section(module.name)
        page.paragraph(module.summary)
        for value in module.values { add(value, to: &page) }
        for function in module.functions { add(function, to: &page) }
        for type in manual.types where type.name.hasPrefix(module.name + ".") && !type.fields.isEmpty {
            add(type, to: &page)
        }
    }

    private func add(_ function: Signature, to page: inout ManPage) {
        page.subsection(function.name)
        page.verbatim(function.callForm(within: Self.width))
        page.paragraph([function.summary, function.effect.inWords].filter { !$0.isEmpty }.joined(separator: " "))
        for parameter in function.required { add(parameter, in: "", to: &page) }
        if let rest = function.rest { page.item(ManPage.italic("..."), rest == "..." ? "Any values." : rest) }
        for parameter in function.options { add(parameter, in: "option ", to: &page) }
        if !function.result.type.isEmpty {
            let more = function.result.more.map { "Then `\($0.type.inWords)`: \($0.summary)" }
            let parts = ["Returns `\(function.result.type.inWords)`.", function.result.summary] + more
            page.paragraph(parts.filter { !$0.isEmpty }.joined(separator: " "))
        }
        if !function.errors.isEmpty { page.paragraph("Errors: \(function.errors.joined(separator: ", ")).") }
        page.verbatim(function.example.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }

    private func add(_ parameter: Signature.Parameter, in kind: String, to page: inout ManPage) {
        let type = parameter.type.inWords
        page.item("\(ManPage.bold(parameter.name)) (\(kind)\(ManPage.escaped(type)))", parameter.explanation)
    }

    private func add(_ value: Manual.Value, to page: inout ManPage) {
        page.item("\(ManPage.bold(value.name)) (\(ManPage.escaped(value.type.inWords)))", value.summary)
    }

    private func add(_ record: Manual.TypeDescription, to page: inout ManPage) {
        page.subsection(record.name)
        for field in record.fields {
            page.item("\(ManPage.bold(field.name)) (\(ManPage.escaped(field.type.inWords)))", field.explanation)
        }
    }
}
