package import Catalogue
import LuaBridge

/// `env`: the process's variables, without those that hold keys.
package struct EnvModule: ScriptModule {
    package static let name = "env"
    package static let summary = "The environment's variables, without those that hold keys."
    package static let bindings: [Binding<EnvModule>] = []
    package static let values = [
        ModuleValue<EnvModule>("env", type: "table<string, string>", summary) { $0.environment.lua }
    ]
    /// A script may walk through the table by `next`, which nothing can answer in its place.
    package static let isMadeLazily = false

    private let environment: EnvironmentVariables

    package init(_ host: AllModules) {
        environment = host.environment
    }
}
