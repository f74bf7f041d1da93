import Catalogue

/// Finds out what expressions stand for.
struct Values {
    /// How many names are followed, one to the next.
    private static let farthest = 32

    let names: KnownNames
    /// Names that the script assigns itself, with the only function where it is one.
    private let assigned: [String: FunctionBody?]

    init(_ chunk: Chunk, names: KnownNames) {
        self.names = names
        assigned = Dictionary(grouping: chunk.globalAssignments, by: \.name).mapValues { assignments in
            assignments.count == 1 ? assignments[0].function : nil
        }
    }

    func isAssigned(_ global: String) -> Bool { assigned.keys.contains(global) }

    var assignedGlobals: some Collection<String> { assigned.keys }

    func value(of expression: Expression, depth: Int = 0) -> KnownValue {
        switch expression.kind {
        case .function(let body): .scriptFunction(body)
        case .local(let variable): value(of: variable, depth: depth + 1)
        case .global(let name): value(ofGlobal: name)
        case .parenthesised(let inner): value(of: inner, depth: depth)
        case .suffixed(let base, let suffixes):
            suffixes.reduce(value(of: base, depth: depth)) { value(of: $1, after: $0) }
        default: .unknown
        }
    }

    private func value(of variable: Variable, depth: Int) -> KnownValue {
        guard !variable.isReassigned, depth < Self.farthest else { return .unknown }
        switch variable.value {
        case .unknown: return .unknown
        case .expression(let expression): return value(of: expression, depth: depth)
        case .element(let iterator):
            guard case .iterator(let result) = value(of: iterator, depth: depth) else { return .unknown }
            return .record(result)
        }
    }

    private func value(ofGlobal name: String) -> KnownValue {
        if let function = assigned[name] { return function.map { .scriptFunction($0) } ?? .unknown }
        if name == "_G" || name == "_ENV" { return .globals }
        if names.modules[name] != nil { return .module(name, bound: false) }
        if StandardLibrary.libraries[name] != nil { return .library(name) }
        return names.globals.contains(name) ? .named(name) : .unknown
    }

    /// What one more step of a chain leads to.
    func value(of suffix: Suffix, after value: KnownValue) -> KnownValue {
        if let arguments = suffix.arguments {
            switch callee(suffix, of: value) {
            case .function(let signature): return KnownValue(resultOf: signature, knowing: names)
            case .named("require"):
                guard let name = arguments.first?.literalString else { return .unknown }
                let module = self.value(ofGlobal: name)
                return module.tableName == nil ? .unknown : module
            default: return .unknown
            }
        }
        guard let field = suffix.field else { return .unknown }
        switch value {
        case .module(let module, _):
            let name = "\(module).\(field)"
            if let signature = names.functions[name] { return .function(signature) }
            return names.modules[module]?.contains(field) == true ? .named(name) : .unknown
        case .library(let library):
            let isKnown = StandardLibrary.libraries[library]?.contains(field) == true
            return isKnown ? .named("\(library).\(field)") : .unknown
        case .object(let type):
            return names.methods[type]?[field].map { .function($0) } ?? .unknown
        case .globals:
            return self.value(ofGlobal: field)
        default:
            return .unknown
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
