import ApiClients
package import Catalogue
import LuaBridge

extension WriteGate {
    /// The same gate behind a question, and only a yes lets a write through.
    ///
    /// - Parameters:
    ///   - profile: What the question names beside the service.
    ///   - ask: Is given the call in one line and the question in another.
    package func confirmed(
        in profile: String, by ask: @escaping @Sendable (String) async -> Bool
    ) -> WriteGate {
        WriteGate(register: register) { [pass] write in
            write.task.status = "waiting for your yes"
            guard await ask("\(write.written)\n\(write.question(in: profile))") else {
                throw ScriptError(
                    .cancelled, "\(write.signature.name): skipped", call: write.signature.name,
                    hint: "Answer y to send it, or a to send this and all later ones. "
                        + "--yes at the start does not ask.")
            }
            return try await pass(write)
        }
    }
}

extension PendingWrite {
    /// The question in words, such as `Create a short link on GoGovSG (production)?`.
    func question(in profile: String) -> String {
        "\(deed) on \(ServiceTitle.of(service)) (\(profile))?"
    }

    /// What the write does, in words.
    private var deed: String {
        guard signature.name == "links.update", arguments.count > 1, case .table(let changes) = arguments[1] else {
            return WriteDeeds.words[signature.name] ?? "Call \(signature.name)"
        }
        switch (changes["state"], changes["longUrl"]) {
        case (.string("INACTIVE"), .nil): return "Switch off a short link"
        case (.string("ACTIVE"), .nil): return "Switch on a short link"
        case (.nil, .string): return "Change where a short link leads"
        default: return "Change a short link"
        }
    }
}

/// What functions that write do, for the question before it.
enum WriteDeeds {
    static let words = [
        "links.create": "Create a short link",
        "links.update": "Change a short link",
        "datagov.upload": "Replace all rows of a dataset",
        "datagov.append": "Add rows to a dataset",
        "datagov.publish": "Replace all rows of a dataset",
        "datagov.restore": "Replace all rows of a dataset",
    ]
}
