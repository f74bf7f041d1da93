import Catalogue

/// Finds out what expressions stand for.
struct Values {
    /// How many names are followed, one to the next.
    private static let farthest = 32

    let names: KnownNames
    /// The columns of a file; nil where files are not looked at.
    private let columns: ScriptCheck.Columns?
    /// Names that the script assigns itself, with what they stand for where they are assigned once.
    private let assigned: [String: Expression?]
    /// Variables and names of which the script changes a field.
    private let changed: Set<String>
    private let changedVariables: Set<ObjectIdentifier>
    /// What was found out before: names that refer to names would else take twice as long at each step.
    private let memo = Memo()

    private final class Memo {
        var variables: [ObjectIdentifier: KnownValue] = [:]
        var globals: [String: KnownValue] = [:]
    }

    init(_ chunk: Chunk, names: KnownNames, columns: ScriptCheck.Columns? = nil) {
        self.names = names
        self.columns = columns
        assigned = Dictionary(grouping: chunk.globalAssignments, by: \.name).mapValues { assignments in
            guard assignments.count == 1, !assignments[0].isInFunction || assignments[0].function != nil else {
                return nil
            }
            let offset = assignments[0].offset
            return assignments[0].function.map { Expression(kind: .function($0), offset: offset) }
                ?? assignments[0].value
        }
        var changed: Set<String> = []
        var changedVariables: Set<ObjectIdentifier> = []
        for target in chunk.fieldAssignments {
            guard case .suffixed(let base, _) = target.kind else { continue }
            switch base.kind {
            case .local(let variable): changedVariables.insert(ObjectIdentifier(variable))
            case .global(let name): changed.insert(name)
            default: break
            }
        }
        self.changed = changed
        self.changedVariables = changedVariables
    }

    func isAssigned(_ global: String) -> Bool { assigned.keys.contains(global) }

    var assignedGlobals: some Collection<String> { assigned.keys }

    func value(of expression: Expression, depth: Int = 0) -> KnownValue {
        switch expression.kind {
        case .function(let body): .scriptFunction(body)
        case .local(let variable): value(of: variable, depth: depth + 1)
        case .global(let name): value(ofGlobal: name, depth: depth + 1)
        case .parenthesised(let inner): value(of: inner, depth: depth)
        case .suffixed(let base, let suffixes):
            suffixes.reduce(value(of: base, depth: depth)) { value(of: $1, after: $0, depth: depth) }
        case .operation(let first, let rest): choice(first, rest, depth: depth)
        default: .unknown
        }
    }

    /// What `a or b` gives where both are of one type.
    private func choice(
        _ first: Expression, _ rest: [(symbol: String, operand: Expression)], depth: Int
    ) -> KnownValue {
        guard rest.count == 1, rest[0].symbol == "or", depth < Self.farthest else { return .unknown }
        guard case .record(let type) = value(of: first, depth: depth + 1),
            case .record(type) = value(of: rest[0].operand, depth: depth + 1)
        else { return .unknown }
        return .record(type)
    }

    private func value(of variable: Variable, depth: Int) -> KnownValue {
        guard !variable.isReassigned, depth < Self.farthest else { return .unknown }
        let place = ObjectIdentifier(variable)
        if let known = memo.variables[place] { return known }
        memo.variables[place] = .unknown
        let found = foundValue(of: variable, depth: depth).changed(changedVariables.contains(place))
        memo.variables[place] = found
        return found
    }

    private func foundValue(of variable: Variable, depth: Int) -> KnownValue {
        switch variable.value {
        case .unknown: return .unknown
        case .expression(let expression): return value(of: expression, depth: depth)
        case .element(let header, let place):
            return self.element(of: header, place: place, depth: depth)
        case .argument(let callee, let arguments, let place):
            let function = value(of: callee, depth: depth)
            guard place == 0 else {
                let passed = KnownNames.passed(by: function, at: arguments.count)
                return passed.indices.contains(place - 1)
                    ? KnownValue(ofType: passed[place - 1], knowing: names) : .unknown
            }
            guard let index = KnownNames.items(of: function, passedAt: arguments.count) else { return .unknown }
            return value(of: arguments[index], depth: depth).element(knowing: names) ?? .unknown
        }
    }

    /// What `for` assigns to one of its variables: the first of an iterator's values, the second of `ipairs`.
    private func element(of header: Expression, place: Int, depth: Int) -> KnownValue {
        if let list = self.list(gone: header, depth: depth) {
            let listed = value(of: list, depth: depth)
            guard place == 1, listed.isList else { return .unknown }
            return listed.element(knowing: names) ?? .unknown
        }
        let iterated = value(of: header, depth: depth)
        guard place == 0, iterated.isIterator else { return .unknown }
        return iterated.element(knowing: names) ?? .unknown
    }

    /// The list of `ipairs(list)` or `pairs(list)`.
    private func list(gone header: Expression, depth: Int) -> Expression? {
        guard case .suffixed(let base, let suffixes) = header.kind, suffixes.count == 1,
            case .call(let arguments) = suffixes[0].kind, let first = arguments.first,
            case .named(let name) = value(of: base, depth: depth), name == "ipairs" || name == "pairs"
        else { return nil }
        return first
    }

    private func value(ofGlobal name: String, depth: Int = 0) -> KnownValue {
        if let expression = assigned[name] {
            guard let expression, depth < Self.farthest else { return .unknown }
            if let known = memo.globals[name] { return known }
            memo.globals[name] = .unknown
            let found = value(of: expression, depth: depth).changed(changed.contains(name))
            memo.globals[name] = found
            return found
        }
        if name == "_G" || name == "_ENV" { return .globals }
        if names.modules[name] != nil { return .module(name, bound: false) }
        if StandardLibrary.libraries[name] != nil { return .library(name) }
        return names.globals.contains(name) ? .named(name) : .unknown
    }

    /// What one more step of a chain leads to.
    func value(of suffix: Suffix, after value: KnownValue, depth: Int = 0) -> KnownValue {
        if let arguments = suffix.arguments {
            switch callee(suffix, of: value) {
            case .function(let signature):
                return rows(of: signature.name, arguments) ?? KnownValue(resultOf: signature, knowing: names)
            case .named("assert"):
                guard let first = arguments.first, depth < Self.farthest else { return .unknown }
                return self.value(of: first, depth: depth + 1)
            case .named("require"):
                guard let name = arguments.first?.literalString else { return .unknown }
                let module = self.value(ofGlobal: name)
                return module.tableName == nil ? .unknown : module
            default: return .unknown
            }
        }
        guard let field = suffix.field else {
            guard value.isList, case .index = suffix.kind else { return .unknown }
            return value.element(knowing: names) ?? .unknown
        }
        switch value {
        case .module(let module, _):
            let name = "\(module).\(field)"
            if let signature = names.functions[name] { return .function(signature) }
            return names.modules[module]?.contains(field) == true ? .named(name) : .unknown
        case .library(let library):
            let isKnown = StandardLibrary.libraries[library]?.contains(field) == true
            return isKnown ? .named("\(library).\(field)") : .unknown
        case .object(let type):
            return names.methods[type]?[field].map { .function($0) } ?? self.value(ofField: field, of: type)
        case .record(let type):
            return self.value(ofField: field, of: type)
        case .globals:
            return self.value(ofGlobal: field, depth: depth + 1)
        default:
            return .unknown
        }
    }

    /// The rows of a call of `csv.rows` or `csv.read`, where the file is named in so many words and can be read.
    private func rows(of function: String, _ arguments: [Expression]) -> KnownValue? {
        guard ["csv.rows", "csv.read"].contains(function), let columns, let first = arguments.first,
            case .string(let path) = constant(first)
        else { return nil }
        var dialect = ScriptCheck.FileDialect()
        var chosen: [String]?
        if arguments.count > 1 {
            guard let items = items(of: arguments[1]) else { return nil }
            for item in items {
                guard case .named(let option, _, let value) = item else { return nil }
                switch (option, constant(value)) {
                case ("types", _), ("header", .boolean(true)): break
                case ("separator", .string(let text)): dialect.separator = text
                case ("encoding", .string(let text)): dialect.encoding = text
                case ("columns", _):
                    guard let list = self.items(of: value) else { return nil }
                    chosen = list.compactMap { if case .positional(let name) = $0 { name.literalString } else { nil } }
                    guard chosen?.count == list.count else { return nil }
                default: return nil
                }
            }
        }
        guard let names = chosen ?? columns(path, dialect) else { return nil }
        let found = FileColumns(file: path, names: names)
        return function == "csv.rows" ? .rowIterator(found) : .rows(found)
    }

    private func value(ofField field: String, of record: String) -> KnownValue {
        guard let type = names.records[record]?[field]?.type else { return .unknown }
        return KnownValue(ofType: type, knowing: names)
    }

    /// The declared type of a record's field, where an expression reads one.
    func fieldType(of expression: Expression, depth: Int = 0) -> (name: String, record: String, type: String)? {
        switch expression.kind {
        case .parenthesised(let inner): return fieldType(of: inner, depth: depth)
        case .local(let variable):
            guard !variable.isReassigned, depth < Self.farthest, case .expression(let value) = variable.value else {
                return nil
            }
            return fieldType(of: value, depth: depth + 1)
        case .suffixed(let base, let suffixes):
            guard let field = suffixes.last?.field else { return nil }
            let owner = suffixes.dropLast().reduce(value(of: base, depth: depth)) { value(of: $1, after: $0) }
            guard case .record(let record) = owner, let type = names.records[record]?[field]?.type else { return nil }
            return (field, record, type)
        default: return nil
        }
    }

    /// The entries of a table that is written out, and that nothing is known to change afterwards.
    func items(of expression: Expression, depth: Int = 0) -> [TableItem]? {
        switch expression.kind {
        case .table(let items): return items
        case .parenthesised(let inner): return items(of: inner, depth: depth)
        case .local(let variable):
            guard !variable.isReassigned, depth < Self.farthest, case .expression(let value) = variable.value,
                !changedVariables.contains(ObjectIdentifier(variable))
            else { return nil }
            return items(of: value, depth: depth + 1)
        case .global(let name):
            guard depth < Self.farthest, let value = assigned[name] ?? nil, !changed.contains(name) else { return nil }
            return items(of: value, depth: depth + 1)
        default: return nil
        }
    }

    /// What a step that is a call calls.
    func callee(_ suffix: Suffix, of value: KnownValue) -> KnownValue {
        switch suffix.kind {
        case .call: return value
        case .method(let method, _):
            guard case .object(let type) = value else { return .unknown }
            return names.methods[type]?[method].map { .function($0) } ?? .unknown
        default: return .unknown
        }
    }

    /// What can be said of a value without running the script.
    func constant(_ expression: Expression, depth: Int = 0) -> Constant? {
        switch expression.kind {
        case .nil: return .nil
        case .boolean(let value): return .boolean(value)
        case .number(.integer(let value)): return .integer(value)
        case .number(.float(let value)): return .float(value)
        case .string(let text): return .string(text)
        case .function: return .function
        case .table: return .table
        case .parenthesised(let inner): return constant(inner, depth: depth)
        case .unary("-", let operand):
            return switch constant(operand, depth: depth) {
            case .integer(let value): .integer(0 &- value)
            case .float(let value): .float(-value)
            default: nil
            }
        case .local(let variable):
            guard !variable.isReassigned, depth < Self.farthest, case .expression(let value) = variable.value else {
                return nil
            }
            return constant(value, depth: depth + 1)
        default: return nil
        }
    }
}
