import LuaBridge

/// The arguments of one call while they are read, in the order of the parameters.
struct Arguments {
    let function: String
    /// Positional arguments that were read so far.
    private(set) var position = 0
    let options: LuaTable
    private let values: [LuaValue]

    /// Copies the arguments of a call, but not the tables that only have to be tables.
    ///
    /// - Throws: ``ArgumentError``, also for a table that contains itself or is nested too deep, which has no copy;
    ///   ``LuaLimitError`` when the copies are more than the memory limit allows.
    /// - Parameter skipped: Leading arguments that are not the parameters' (the object of a method call).
    init(
        _ call: borrowing LuaCall, for signature: Signature, references: Set<Int>, copiesRest: Bool, skipped: Int32 = 0
    ) throws {
        function = signature.name
        let names = signature.required.map(\.name)
        let hasOptions = signature.rest == nil && !signature.options.isEmpty
        let named = names.count + (hasOptions ? 1 : 0)
        let given = Int(call.count - skipped)
        var values: [LuaValue] = []
        do {
            for index in 0..<(copiesRest ? max(named, given) : named) {
                let position = Int32(index) + skipped + 1
                values.append(
                    try references.contains(index) ? Self.standIn(call, position) : call.value(at: position))
            }
        } catch let error as LuaLimitError {
            throw error
        } catch {
            let failed = values.count
            let name = failed < names.count ? " '\(names[failed])'" : ""
            let place = hasOptions && failed == names.count ? "options" : "argument #\(failed + 1)\(name)"
            throw ArgumentError(function: function, "\(place): \(error)")
        }
        if signature.rest == nil {
            for index in named..<max(named, given) where call.typeName(at: Int32(index) + skipped + 1) != "nil" {
                let limit = named == 0 ? "no arguments" : "at most \(named) argument\(named == 1 ? "" : "s")"
                var error = ArgumentError(function: function, "expected \(limit), got \(given)")
                let value = hasOptions ? try? call.value(at: Int32(names.count) + skipped + 1) : nil
                error.hint = value.flatMap { signature.hintForOption(given: $0.typeName, $0.literal) }
                throw error
            }
        }
        switch hasOptions ? values.removeLast() : .nil {
        case .nil: options = [:]
        case .table(let table): options = try Self.checked(table, for: signature)
        case let other:
            var error = ArgumentError(function: function, "options: expected table, got \(other.typeName)")
            error.hint = signature.hintForOption(given: other.typeName, other.literal)
            throw error
        }
        self.values = values
    }

    /// A value of the argument's type, in the place of one that stays in Lua and may be large.
    private static func standIn(_ call: borrowing LuaCall, _ position: Int32) throws -> LuaValue {
        switch call.typeName(at: position) {
        case "table": .table(LuaTable())
        case "string": .string("")
        default: try call.value(at: position)
        }
    }

    private static func checked(_ options: LuaTable, for signature: Signature) throws(ArgumentError) -> LuaTable {
        guard options.array.isEmpty else {
            throw ArgumentError(function: signature.name, "options: expected named fields, got a list")
        }
        let known = signature.options.map(\.name)
        for key in options.fields.keys.sorted(by: { $0.literal < $1.literal }) {
            guard case .string(let name) = key, known.contains(name) else {
                throw ArgumentError(function: signature.name, unknownOption: key, known: known)
            }
        }
        return options
    }

    /// The next positional argument.
    mutating func next() -> LuaValue {
        defer { position += 1 }
        return values[position]
    }

    /// The positional arguments and the table of options, if there are any.
    var asked: [LuaValue] { options.isEmpty ? values : values + [.table(options)] }

    /// What follows the named arguments.
    var rest: ArraySlice<LuaValue> { values[position...] }
}
