package import Catalogue
import LuaBridge

extension WriteGate {
    /// The same gate behind a question, and only a yes lets a write through.
    ///
    /// - Parameter ask: Is given the call in one line and the question in another.
    package func confirmed(by ask: @escaping @Sendable (String) async -> Bool) -> WriteGate {
        WriteGate(register: register) { [pass] write in
            let arguments = write.arguments.map(\.written).joined(separator: ", ")
            write.task.status = "waiting for your yes"
            guard await ask("\(write.signature.name)(\(arguments))\nSend this to PRODUCTION?") else {
                throw ScriptError(
                    .cancelled, "\(write.signature.name): skipped", call: write.signature.name,
                    hint: "Answer y to send it, or all to send this and all later ones. "
                        + "--yes at the start does not ask.")
            }
            return try await pass(write)
        }
    }
}
