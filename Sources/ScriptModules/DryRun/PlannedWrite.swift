import Catalogue
import DurableRuns
import Hashing
import LuaBridge
import RunJournal

/// A write that a dry run has collected.
struct PlannedWrite: Sendable {
    /// As a plan has it.
    let step: Plan.Step
    /// The link's name, or the dataset.
    let name: String?
    let longUrl: String?
    let state: String?
    /// Whether the script chose the name.
    let isNameGiven: Bool
    /// Whether the item failed before because its name was taken, and has not changed since.
    let wasTaken: Bool

    var service: String { step.service }
    var isLink: Bool { step.call.hasPrefix("links.") }
    /// What tells the link or the dataset from others.
    var target: String? { name.map { Plan.Target.key(service, $0) } }

    private static let longestWords = 200

    /// - Parameters:
    ///   - planned: The intent of the write.
    ///   - digest: Of the write.
    ///   - item: The item that it belongs to, if there is one.
    init(_ write: PendingWrite, _ planned: LuaTable, digest: String, item: ActiveItem?) {
        func text(_ table: LuaTable, _ name: String) -> String? {
            if case .string(let text) = table[name] { text } else { nil }
        }
        let changes = if case .table(let changes) = planned["changes"] { changes } else { planned }
        name = text(planned, "shortUrl") ?? text(planned, "dataset")
        longUrl = text(changes, "longUrl")
        state = text(changes, "state")
        isNameGiven = !write.drawsName
        wasTaken = item?.lastFailure == ErrorKind.conflict.rawValue
        let words = write.written
        step = Plan.Step(
            run: item?.run.name, key: item?.record.key, place: item?.record.place,
            kind: Self.kind(write.signature.name),
            call: write.signature.name, service: write.service,
            words: words.count > Self.longestWords ? words.prefix(Self.longestWords - 1) + "…" : words, digest: digest)
    }

    private static func kind(_ call: String) -> String {
        switch call {
        case "links.create": "create"
        case "links.update": "change"
        case "datagov.upload": "replace"
        case "datagov.append": "append"
        default: "write"
        }
    }

    /// The digest by which a write is known again: of its call, service, arguments and content.
    static func digest(of write: RecordableWrite<[LuaValue]>) async throws -> String {
        let content = try await write.content(.fast) ?? ""
        let parts: [LuaValue] = [
            .string(write.call), .string(write.service), .bytes(write.arguments), .string(content),
        ]
        return ContentDigest.of(parts).hex
    }
}
