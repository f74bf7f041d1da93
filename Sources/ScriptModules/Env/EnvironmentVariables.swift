import LuaBridge

/// The process's variables that scripts may see.
package struct EnvironmentVariables: Sendable {
    private let variables: [String: String]

    package init(_ variables: [String: String], hiding isHidden: (String) -> Bool) {
        self.variables = variables.filter { !isHidden($0.key) }
    }

    /// A table of them, by name.
    var lua: LuaValue {
        .table(LuaTable(fields: Dictionary(uniqueKeysWithValues: variables.map { (.string($0), .string($1)) })))
    }
}
