package import Catalogue
import LuaBridge

extension WriteGate {
    /// The same gate behind a question: each write is described in one line, and only a yes lets it through.
    package func confirmed(by ask: @escaping @Sendable (String) async -> Bool) -> WriteGate {
        WriteGate(register: register) { [pass] write in
            let arguments = write.arguments.map(\.written).joined(separator: ", ")
            write.task.status = "waiting for your yes"
            guard await ask("\(write.signature.name)(\(arguments)): send it?") else {
                throw ScriptError(
                    .cancelled, "\(write.signature.name): not sent", call: write.signature.name,
                    hint: "Answer y to send it; --yes at the start sends without a question.")
            }
            return try await pass(write)
        }
    }
}
