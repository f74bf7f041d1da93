public import LuaBridge

/// `env`: the process's variables, without those that hold keys.
public struct EnvironmentVariables: Sendable {
    private let variables: [String: String]

    public init(_ variables: [String: String], hiding isHidden: (String) -> Bool) {
        self.variables = variables.filter { !isHidden($0.key) }
    }

    /// Makes the `env` table.
    public func install(in state: LuaState) {
        state.setGlobal("env", pairs: variables.map { (.string($0), .string($1)) })
    }
}
