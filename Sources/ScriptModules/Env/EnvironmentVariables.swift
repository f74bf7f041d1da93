package import LuaBridge

/// `env`: the process's variables, without those that hold keys.
package struct EnvironmentVariables: Sendable {
    private let variables: [String: String]

    package init(_ variables: [String: String], hiding isHidden: (String) -> Bool) {
        self.variables = variables.filter { !isHidden($0.key) }
    }

    /// Makes the `env` table.
    package func install(in state: LuaState) {
        state.setGlobal("env", pairs: variables.map { (.string($0), .string($1)) })
    }
}
