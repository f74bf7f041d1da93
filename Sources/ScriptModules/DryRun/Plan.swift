import ApiClients
package import Catalogue
import FoundationEssentials
package import SystemFiles

/// What a dry run has foreseen, as it is saved to a file and applied later.
///
/// Later versions of the program may add members; a change of what one means raises ``version``.
package struct Plan: Codable, Sendable {
    /// The version of the file's form that this program writes.
    package static let version = 1

    /// A file as it was: the script, or one that the script read.
    package struct Input: Codable, Sendable, Hashable {
        package var path: String
        package var sha256: String

        package init(path: String, sha256: String) {
            self.path = path
            self.sha256 = sha256
        }
    }

    /// What the script may do beyond its own folders.
    package struct Permissions: Codable, Sendable {
        package var read: [String]
        package var write: [String]
        package var run: Bool
        package var all: Bool

        package init(read: [String], write: [String], run: Bool, all: Bool) {
            self.read = read
            self.write = write
            self.run = run
            self.all = all
        }
    }

    /// A link or a dataset that the plan writes to, as it was at the service.
    package struct Target: Codable, Sendable, Hashable {
        package var service: String
        package var name: String
        /// As it was.
        package var state: String
        /// As it is after each planned write; empty where that cannot be told.
        package var planned: [String] = []

        /// What tells a link or a dataset from others.
        static func key(_ service: String, _ name: String) -> String { "\(service) \(name)" }

        var key: String { Self.key(service, name) }
        var isLink: Bool { LinksService(rawValue: service) != nil }
    }

    /// A write that was foreseen.
    package struct Step: Codable, Sendable, Hashable {
        /// The run that it belongs to; nil of a write outside of `bulk.each`.
        package var run: String?
        /// The item's key.
        package var key: String?
        /// Where the item stands.
        package var place: String?
        /// What it does, in one word.
        package var kind: String
        package var call: String
        package var service: String
        /// The call as a script would write it, shortened.
        package var words: String
        /// Of the call, its arguments and the content that it sends.
        package var digest: String
    }

    package var version = Self.version
    package var id: String
    package var made: String
    /// The version of the program that made it.
    package var program: String
    package var script: Input
    package var arguments: [String]
    /// The working directory.
    package var folder: String
    package var profile: String
    /// The addresses of the services, by name; none for the sandbox.
    package var services: [String: String]
    package var permissions: Permissions
    package var inputs: [Input]
    package var summary: String
    /// What could not be foreseen, in words.
    package var unforeseen: [String]
    package var targets: [Target]
    package var steps: [Step]

    private enum CodingKeys: String, CodingKey {
        case version = "govscript_plan"
        case id, made, program, script, arguments, folder, profile, services, permissions, inputs, summary
        case unforeseen, targets, steps
    }

    /// Takes secrets out of everything that is no path, name or digest.
    package mutating func redact(_ redact: (String) -> String) {
        summary = redact(summary)
        unforeseen = unforeseen.map(redact)
        for index in targets.indices {
            targets[index].state = redact(targets[index].state)
            targets[index].planned = targets[index].planned.map(redact)
        }
        for index in steps.indices { steps[index].words = redact(steps[index].words) }
    }

    /// The run that records which writes outside of `bulk.each` were applied, and that the plan was.
    package var runName: String { Self.runName(of: id) }

    static func runName(of id: String) -> String { "plan \(id)" }

    /// The plan as the text of a file.
    package func json() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [10]
    }

    /// Reads the text of a file.
    ///
    /// - Throws: ``PlanError``
    package init(json: [UInt8], path: String) throws {
        struct Head: Decodable { let govscript_plan: Int }
        let data = Data(json)
        guard let head = try? JSONDecoder().decode(Head.self, from: data) else {
            throw PlanError(
                "\(path) is not a plan", hint: "Make one with govscript run --dry-run --plan \(path) SCRIPT.",
                fault: .content)
        }
        guard head.govscript_plan <= Self.version else {
            throw PlanError(
                "\(path) was made by a newer govscript", hint: "Apply it with that version, or make it again.",
                fault: .content)
        }
        guard let plan = try? JSONDecoder().decode(Plan.self, from: data) else {
            throw PlanError("\(path) is damaged", hint: "Make the plan again.", fault: .content)
        }
        self = plan
    }

    package init(
        id: String, made: String, program: String, script: Input, arguments: [String], folder: String,
        profile: String, services: [String: String], permissions: Permissions, inputs: [Input], foreseen: ForeseenWrites
    ) {
        self.id = id
        self.made = made
        self.program = program
        self.script = script
        self.arguments = arguments
        self.folder = folder
        self.profile = profile
        self.services = services
        self.permissions = permissions
        self.inputs = inputs
        summary = foreseen.summary
        unforeseen = foreseen.unforeseen
        targets = foreseen.targets
        steps = foreseen.steps
    }
}

/// Why a plan cannot be made, or is not applied any further.
package struct PlanError: Error, CustomStringConvertible {
    package let message: String
    /// What differs, one a line.
    package var details: [String] = []
    package var hint: String?
    /// What is wrong with the file itself; nil if the plan does not fit any more.
    package var fault: Fault?

    /// What can be wrong with a plan's file.
    package enum Fault: Sendable {
        /// It is no plan, or none that this version knows.
        case content
        /// It cannot be written.
        case output(FileFault)
    }

    package init(_ message: String, details: [String] = [], hint: String? = nil, fault: Fault? = nil) {
        self.message = message
        self.details = details
        self.hint = hint
        self.fault = fault
    }

    package init(cannotWrite path: String, _ error: SystemError) {
        self.init(
            "cannot write the plan \(path): \(error.words)", fault: .output(FileFault(error.number, isWriting: true)))
    }

    /// A plan that the world has left behind, with the first places that differ.
    package init(outdated path: String, _ differences: [String], hint: String) {
        let most = 5
        let more = differences.count > most ? ["… and \(differences.count - most) more"] : []
        self.init(
            "the plan \(path) no longer fits; nothing was sent", details: Array(differences.prefix(most)) + more,
            hint: hint)
    }

    package var description: String { message }
}
