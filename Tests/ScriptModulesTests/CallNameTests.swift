import ApiClients
import Catalogue
import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// An error names the function that the script has called, whatever that is made of.
struct CallNameTests {
    private static let asking = AllModules.signatures.filter { signature in
        signature.effect != .local && ["links", "datagov"].contains { signature.name.hasPrefix($0 + ".") }
    }.map(\.name)

    /// The arguments of those that take no `timeout`, or are Lua of the host's own.
    private static let others = [
        "links.each": "", "links.limits": "", "datagov.rows": CallTimeoutTests.dataset,
        "datagov.publish": CallTimeoutTests.dataset + ", \"rows.csv\"",
        "datagov.restore": CallTimeoutTests.dataset + ", \"rows.csv\"",
    ]

    private static func arguments(of name: String) -> String? {
        name == "datagov.check"
            ? "\"rows.csv\", { dataset = \(CallTimeoutTests.dataset) }"
            : CallTimeoutTests.arguments[name] ?? others[name]
    }

    @Test(arguments: asking)
    func theErrorOfAPartIsOneOfTheCall(_ name: String) async throws {
        let scratch = ScratchFolder()
        try scratch.file("rows.csv", "a\n1\n")
        let arguments = try #require(Self.arguments(of: name), "give it arguments here")
        let script = """
            local ok, problem = pcall(function()
              local result = \(name)(\(arguments))
              if type(result) == "function" then result() end
            end)
            return problem.call, problem.message
            """
        let values = try await LuaThread.run { () -> [LuaValue] in
            let failure = ApiError(.unreachable, "no connection", call: "another.function")
            let services = Services(
                defaultLinks: .go, links: { _ in throw failure }, datagov: { throw failure })
            let state = try ScriptModulesInterpreter.make(in: scratch, services: services)
            return try state.scheduler.run(script.utf8, name: "=test", arguments: [])
        }
        #expect(values == [.string(name), .string("\(name): no connection")])
    }
}
