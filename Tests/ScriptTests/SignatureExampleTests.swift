import Catalogue
import ScriptModules
import TestSupport
import Testing

/// The example of every declaration runs unchanged in the sandbox.
@Suite(.serialized)
struct SignatureExampleTests {
    @Test(arguments: AllModules.signatures)
    func runs(_ signature: Signature) async throws {
        let scratch = ScratchFolder()
        let result = try await Command.run(["run", "--sandbox", "-e", signature.example], in: scratch.path)
        #expect(result.status == 0, "\(signature.name): \(result.errors)")
    }
}
