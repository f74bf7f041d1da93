import ApiEmulator
import Catalogue
import ScriptModules
import TestSupport
import Testing

/// The example of every declaration runs as it stands.
struct SignatureExampleTests {
    @Test(arguments: AllModules.signatures)
    func runs(_ signature: Signature) async throws {
        let scratch = ScratchFolder()
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        let result = try await EmulatorServer.serving(configuration) { _, access in
            try await Command.run(["-e", signature.example], in: scratch.path, environment: access.variables)
        }
        #expect(result.status == 0, "\(signature.name): \(result.errors)")
    }
}
