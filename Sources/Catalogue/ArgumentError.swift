package import LuaBridge

/// A call that does not fit the function's declaration; scripts see an error of kind `usage`, or `data`.
package struct ArgumentError: LuaRaisable, Hashable, CustomStringConvertible {
    package var function: String
    /// What is wrong, with the argument's place and name.
    package var message: String

    /// Whether the data break a rule, rather than the script the declaration.
    package var isFaultOfData = false
    /// One sentence that says what to do.
    package var hint: String?
    /// The value that breaks a rule, and the rule; nil where the argument is of a wrong type.
    package var fault: LuaMismatch.Fault?

    package init(function: String, _ message: String) {
        self.function = function
        self.message = message
    }

    init(function: String, unknownOption key: LuaValue, known: [String]) {
        let name = if case .string(let name) = key { name } else { key.literal }
        self.init(function: function, "unknown option '\(name)'; \(known.advice(for: name))")
    }

    package var description: String { "\(function): \(message)" }

    package var luaErrorValue: LuaValue {
        let error = ScriptError(isFaultOfData ? .data : .usage, description, call: function, hint: hint)
        guard let fault, case .table(var table) = error.luaErrorValue else { return error.luaErrorValue }
        table[.rule] = .string(fault.rule)
        table[.value] = fault.value
        return .table(table)
    }
}
