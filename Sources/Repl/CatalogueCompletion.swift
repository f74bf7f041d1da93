import Catalogue
import LineEditor
import LuaBridge

/// The catalogue's completion – options, their values, methods of what functions give – over a REPL's live values.
struct CatalogueCompletion: Sendable {
    var manual: Manual
    var engine: ReplEngine
    /// The width of the screen.
    var columns = 80

    /// How the text before the cursor may continue.
    func completion(of text: String) -> ReplCompletion {
        let completion = Completion(of: text, in: manual) { live($0) }
        let values = completion.candidates.filter { $0.kind == .value && $0.text.hasPrefix("\"") }
        // Before anything of an argument is typed, what it must be says more than all that could be named.
        let candidates = completion.call == nil ? completion.candidates : values
        return ReplCompletion(
            typed: String(text[completion.range]),
            candidates: candidates.map { candidate in
                let isCalled = candidate.kind == .function || candidate.kind == .method
                return .init(candidate.text + candidate.suffix, label: candidate.text + (isCalled ? "()" : ""))
            },
            note: completion.call.map { HelpText(width: columns, isEmphasised: false).arguments(of: $0) } ?? [])
    }

    private func live(_ names: [String]) -> Completion.LiveTable? {
        let path = names.map { LuaValue.string($0) }
        let pending = engine.perform { conversation in
            (type: conversation.state.typeName(along: path), fields: conversation.state.fieldNames(along: path))
        }
        guard case .success(let found) = pending.wait(atMost: .milliseconds(500)) else { return nil }
        let isTable = found.type == "table"
        guard isTable || manual.types.contains(where: { $0.name == found.type }) else { return nil }
        return Completion.LiveTable(
            type: isTable ? nil : found.type,
            fields: found.fields.map { .init($0.name, isFunction: $0.type == "function") })
    }
}
