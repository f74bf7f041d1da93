import Catalogue
import LineEditor
import LuaBridge

/// The catalogue's completion – options, their values, methods of what functions give – over a REPL's live values.
struct CatalogueCompletion: Sendable {
    var manual: Manual
    var engine: ReplEngine

    /// What the text before the cursor may go on with.
    func completion(of text: String) -> ReplCompletion {
        let completion = Completion(of: text, in: manual) { live($0) }
        return ReplCompletion(
            typed: String(text[completion.range]),
            candidates: completion.candidates.map { candidate in
                let isCalled = candidate.kind == .function || candidate.kind == .method
                return .init(candidate.text + candidate.suffix, label: candidate.text + (isCalled ? "()" : ""))
            })
    }

    private func live(_ names: [String]) -> Completion.LiveTable? {
        let path = names.map { LuaValue.string($0) }
        let pending = engine.perform { conversation in
            (type: conversation.state.typeName(along: path), fields: conversation.state.fieldNames(along: path))
        }
        guard case .success(let found) = pending.wait(milliseconds: 500) else { return nil }
        let isTable = found.type == "table"
        guard isTable || manual.types.contains(where: { $0.name == found.type }) else { return nil }
        return Completion.LiveTable(
            type: isTable ? nil : found.type,
            fields: found.fields.map { .init($0.name, isFunction: $0.type == "function") })
    }
}
