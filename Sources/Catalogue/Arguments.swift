import LuaBridge

/// The arguments of one call while they are read, in the order of the parameters.
struct Arguments {
    let function: String
    /// Positional arguments that were read so far.
    private(set) var position = 0
    let options: LuaTable
    private let values: [LuaValue]
    private let types: [String]

    /// Copies the arguments of a call; those that only have to be of a type stay in Lua.
    ///
    /// - Throws: ``ArgumentError``, or ``LuaLimitError`` when the copies are more than the memory limit allows.
    /// - Parameter skipped: Leading arguments that are not the parameters' (the object of a method call).
    init(
        _ call: borrowing LuaCall, for signature: Signature, references: Set<Int>, copiesRest: Bool, skipped: Int32 = 0
    ) throws {
        function = signature.name
        let names = signature.required.map(\.name)
        let required = names.count
        let given = Int(call.count - skipped)
        var values: [LuaValue] = []
        var types: [String] = []
        for index in 0..<max(required, copiesRest ? given : required) {
            let position = Int32(index) + skipped + 1
            types.append(call.typeName(at: position))
            if references.contains(index) {
                values.append(.nil)
            } else {
                let name = index < required ? " '\(names[index])'" : ""
                values.append(try Self.copy(call, position, of: function, "argument #\(index + 1)\(name)"))
            }
        }
        self.values = values
        self.types = types
        guard signature.rest == nil else {
            options = [:]
            return
        }
        let most = required + (signature.options.isEmpty ? 0 : 1)
        for index in most..<max(most, given) where call.typeName(at: Int32(index) + skipped + 1) != "nil" {
            let limit = most == 0 ? "no arguments" : "at most \(most) argument\(most == 1 ? "" : "s")"
            throw ArgumentError(function: function, "expected \(limit), got \(given)")
        }
        guard most > required else {
            options = [:]
            return
        }
        switch try Self.copy(call, Int32(required) + skipped + 1, of: function, "options") {
        case .nil: options = [:]
        case .table(let table): options = try Self.checked(table, for: signature)
        case let other:
            throw ArgumentError(function: function, "options: expected table, got \(other.typeName)")
        }
    }

    /// A table that contains itself, or is nested too deep, has no copy.
    private static func copy(
        _ call: borrowing LuaCall, _ position: Int32, of function: String, _ place: String
    ) throws -> LuaValue {
        do { return try call.value(at: position) } catch let error as LuaLimitError {
            throw error
        } catch {
            throw ArgumentError(function: function, "\(place): \(error)")
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

    mutating func next<Value: LuaConvertible>() throws(LuaMismatch) -> Value {
        defer { position += 1 }
        if let reference = Value.self as? any LuaReference.Type {
            // The cast back cannot fail; where it did, the plain conversion says what is wrong.
            if let value = try reference.init(luaType: types[position]) as? Value { return value }
        }
        return try Value(lua: values[position])
    }

    /// The positional arguments and the table of options, if there are any.
    var asked: [LuaValue] { options.isEmpty ? values : values + [.table(options)] }

    /// What follows the named arguments.
    var rest: ArraySlice<LuaValue> { values[position...] }
}
