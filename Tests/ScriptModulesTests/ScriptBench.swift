import ApiClients
import LuaBridge
import TestSupport

@testable import ScriptModules
import TerminalText

/// Runs scripts with all modules, in a folder of their own, and keeps what they say to a person.
struct ScriptBench: Sendable {
    let scratch = ScratchFolder()
    /// The lines on standard error.
    let lines = Shared<[String]>([])
    let console: Console
    var services: Services?
    var memoryLimit = 64 << 20
    var permissions = LuaPermissions.sandboxed
    var change: @Sendable (inout AllModules) -> Void = { _ in }

    init(isTerminal: Bool = true, secrets: SecretRegistry = SecretRegistry()) {
        console = Console(secrets: secrets, isTerminal: isTerminal) { [lines] line in lines.change { $0.append(line) } }
    }

    /// What a script returns.
    func values(_ script: String) async throws -> [LuaValue] {
        try await LuaThread.run { [self] in
            let state = try ScriptModulesInterpreter.make(
                in: scratch, memoryLimit: memoryLimit, services: services, console: console, permissions: permissions,
                change: change)
            return try state.scheduler.run(script.utf8, name: "=t", arguments: [])
        }
    }

    /// What a script returns first, as `tostring` writes it.
    func text(_ script: String) async throws -> String {
        let values = try await values("return tostring((function() \(script) end)())")
        return try String(lua: values.first ?? .nil)
    }

    /// The kind and the message of the error that a script raises.
    func problem(_ script: String) async throws -> String {
        try await text(
            """
            local ok, problem = pcall(function() \(script) end)
            if ok then return "no error" end
            return type(problem) == "table" and problem.kind .. ": " .. problem.message or tostring(problem)
            """)
    }
}

extension Services {
    /// Both short-link services behind one transport, each with the other's name in its address.
    static func links(over transport: ScriptedTransport) -> Services {
        let environment = ClientEnvironment(transport: transport.transport)
        return Services(
            defaultLinks: .go,
            links: { service in
                let address = "https://\(service.rawValue).example/api"
                return environment.links(
                    service, try ServiceEndpoint(address, key: Secret("test_v1_secret")), limits: LinksService.limits)
            },
            datagov: { throw ApiError(.auth, "no key") })
    }
}
