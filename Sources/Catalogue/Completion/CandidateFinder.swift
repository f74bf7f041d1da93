/// Finds what fits into a place.
struct CandidateFinder {
    typealias Candidate = Completion.Candidate

    let types: TypedNames
    let place: TypedPlace

    func candidates(for prefix: String) -> [Candidate] {
        switch place.kind {
        case .nothing: []
        case .member(let meaning): members(of: meaning, methodsOnly: false).sorted.fitting(prefix)
        case .method(let meaning): members(of: meaning, methodsOnly: true).sorted.fitting(prefix)
        case .option(let fields):
            fields.map { Candidate($0.name, .option, $0.summary, suffix: " = ") }.fitting(prefix)
        case .expression(let choices):
            choices.map { Candidate($0, .value) }.fitting(prefix) + globals(prefix).sorted.fitting(prefix)
        case .string(let choices):
            choices.map { Candidate(String($0.dropFirst().dropLast()), .value, suffix: place.closing) }
                .fitting(prefix)
        }
    }

    private func members(of meaning: TypedNames.Meaning?, methodsOnly: Bool) -> [Candidate] {
        switch meaning {
        case .module(let module): methodsOnly ? [] : members(of: module)
        case .type(let type): members(ofType: LuaType(type).name, methodsOnly)
        case .live(let path):
            if let table = types.live(path) {
                (table.type.map { members(ofType: $0, methodsOnly) } ?? []) + live(table, methodsOnly)
            } else {
                []
            }
        case .function, nil: []
        }
    }

    private func members(of module: Manual.Module) -> [Candidate] {
        module.functions.filter { $0.object == nil }.map { Candidate($0.shortName, .function, $0.summary, suffix: "(") }
            + module.values.map { Candidate($0.shortName, .value, $0.summary) }
    }

    private func members(ofType name: String, _ methodsOnly: Bool) -> [Candidate] {
        if let module = types.module(name) { return methodsOnly ? [] : members(of: module) }
        guard let type = types.manual.type(named: name) else { return [] }
        let methods = type.methods.map { Candidate($0.shortName, .method, $0.summary, suffix: "(") }
        return methodsOnly ? methods : type.fields.map { Candidate($0.name, .field, $0.summary) }
    }

    private func live(_ table: Completion.LiveTable, _ methodsOnly: Bool) -> [Candidate] {
        table.fields.filter { $0.isFunction || !methodsOnly }.map { field in
            Candidate(
                field.name, field.isFunction ? (methodsOnly ? .method : .function) : .field,
                suffix: field.isFunction ? "(" : "")
        }
    }

    private func globals(_ prefix: String) -> [Candidate] {
        let declared =
            types.locals.keys.filter { $0 != prefix || types.tokens.filter { $0.text == prefix }.count > 1 }
            .map { Candidate($0, .local) }
            + types.manual.modules.map { Candidate($0.name, .module, $0.summary, suffix: ".") }
            + types.manual.globals.map { Candidate($0.name, .value, $0.summary) }
        let known = Set(declared.map(\.text))
        let live = (types.live([])?.fields ?? []).filter { !known.contains($0.name) }
            .map { Candidate($0.name, $0.isFunction ? .function : .global, suffix: $0.isFunction ? "(" : "") }
        // Keywords only help who has begun one.
        let keywords = prefix.isEmpty ? [] : LuaText.keywords.map { Candidate($0, .keyword) }
        return declared + live + keywords
    }
}

extension [Completion.Candidate] {
    fileprivate var sorted: [Element] { sorted { ($0.text, $0.kind.rawValue) < ($1.text, $1.kind.rawValue) } }

    /// Those that begin with a prefix; where none does, those that do so in another case.
    fileprivate func fitting(_ prefix: String) -> [Element] {
        let exact = filter { $0.text.hasPrefix(prefix) }
        return exact.isEmpty ? filter { $0.text.lowercased().hasPrefix(prefix.lowercased()) } : exact
    }
}
