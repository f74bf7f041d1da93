import ApiEmulator
import TestSupport
import Testing

/// What the host does in Lua works whatever stands in the place of Lua's functions.
struct HostileGlobalsTests {
    @Test(arguments: ["raise", "lie", "none"])
    func theHostNeedsNoneOfThem(_ way: String) async throws {
        let scratch = ScratchFolder()
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        let result = try await EmulatorServer.serving(configuration) { _, access in
            try await Command.run(
                ["run", ScriptTests.folder + "/hostile.lua", way], in: scratch.path, environment: access.variables)
        }
        #expect(result.status == 0, "\(result.errors)")
    }
}
