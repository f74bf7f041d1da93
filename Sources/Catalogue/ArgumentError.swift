public import LuaBridge

/// A call that does not fit the function's declaration; scripts see an error of kind `usage`, or `data`.
public struct ArgumentError: LuaRaisable, Hashable, CustomStringConvertible {
    public var function: String
    /// What is wrong, with the argument's place and name.
    public var message: String

    /// Whether the data break a rule, rather than the script the declaration.
    public var isFaultOfData = false

    public init(function: String, _ message: String) {
        self.function = function
        self.message = message
    }

    init(function: String, unknownOption key: LuaValue, known: [String]) {
        let name = if case .string(let name) = key { name } else { key.literal }
        let meant = known.nearest(to: name).map { "did you mean '\($0)'?" }
        let advice = meant ?? "known: \(known.sorted().joined(separator: ", "))"
        self.init(function: function, "unknown option '\(name)'; \(advice)")
    }

    public var description: String { "\(function): \(message)" }

    public var luaErrorValue: LuaValue {
        let kind = isFaultOfData ? ErrorKind.data : .usage
        return .table(["kind": .string(kind.rawValue), "message": .string(description), "call": .string(function)])
    }
}
