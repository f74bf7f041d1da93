import ApiClients
import Catalogue
import FoundationEssentials
import LuaBridge
import RunJournal

/// One write of an item: recorded, sent, recorded again; or looked up, if it was recorded before.
struct DurableWrite: Sendable {
    private let write: PendingWrite
    private let item: BulkItem
    private let journal: RunJournal
    private let step: Step

    init(_ write: PendingWrite, of item: BulkItem, at path: String, in journal: RunJournal) {
        self.write = write
        self.item = item
        self.journal = journal
        var asked = write.arguments
        // How long it is tried does not make it another write.
        if case .table(var options) = asked.last, options.array.isEmpty {
            options["timeout"] = .nil
            asked[asked.count - 1] = .table(options)
        }
        step = item.nextStep(
            path: path, call: write.signature.name, arguments: ContentDigest.of([.string(write.subject)] + asked))
    }

    func perform() async throws -> [LuaValue] {
        let standing = try journal.standing(of: step)
        if case .done(let result) = standing { return try RecordedResults.decode(result) }
        return try await DurableStep.$current.withValue(name) {
            try await write.inTurn { [self] in
                switch standing {
                case .done(let result): try RecordedResults.decode(result)
                case .open(let text?, isUncertain: _): try await settle(text)
                // A write that was refused may be prepared anew: the name of a link is derived, and thus the same.
                case .new, .open, .refused: try await begin()
                }
            }
        }
    }

    private var name: DurableStep {
        let identity = item.run.identity
        let services = identity.services.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let seed = [identity.profile] + services + [identity.name, item.record.key, step.path, "\(step.ordinal)"]
        return DurableStep(
            seed: seed.map { "\($0.utf8.count):\($0)" }.joined(), nameKey: item.run.nameKey, isAgain: item.isAgain)
    }

    private func begin() async throws -> [LuaValue] {
        let intent = try await write.prepare()
        try await journal.intend(
            step, intent: String(decoding: try Self.encoder.encode(AnyIntent(intent)), as: UTF8.self))
        item.opens(step)
        CrashPoint.reached(.intended)
        return try await send(intent)
    }

    /// What was recorded may have been sent: that is found out first.
    private func settle(_ text: String) async throws -> [LuaValue] {
        item.opens(step)
        let intent = try JSONDecoder().decode(DecodedIntent.self, from: Data(text.utf8), configuration: write.decode)
        switch try await write.settle(intent.value) {
        case .happened(let values): return try await record(values)
        case .notHappened:
            // A look found nothing, but what an earlier process sent may still come in.
            return try await send((intent.value as? any ResumableIntent)?.afterDoubt ?? intent.value)
        case .unknown(let reason):
            throw try await doubt(
                ApiError(
                    .uncertain, reason, call: write.signature.name,
                    hint: item.run.resolveHint(item.record.key)))
        }
    }

    private func send(_ intent: any Codable & Sendable) async throws -> [LuaValue] {
        do {
            let values = try await write.perform(intent)
            CrashPoint.reached(.answered)
            return try await record(values)
        } catch let error as ApiError where error.inDoubt && (error.stopsRun || error.kind == .cancelled) {
            // The next run looks whether it happened: the record stays as it is.
            throw error
        } catch let error as ApiError where error.inDoubt || error.kind == .uncertain {
            throw try await doubt(error)
        } catch let error as ApiError where error.kind != .cancelled {
            try await journal.refuse(step, error: RecordedError(error.luaErrorValue).text)
            item.closes(step)
            throw error
        }
    }

    private func record(_ values: [LuaValue]) async throws -> [LuaValue] {
        try await journal.record(step, result: try RecordedResults.encode(values))
        item.closes(step)
        CrashPoint.reached(.recorded)
        return values
    }

    private func doubt(_ error: ApiError) async throws -> ApiError {
        let recorded = RecordedError(error.luaErrorValue)
        item.endedInDoubt(recorded)
        try await journal.doubt(step, error: recorded.text)
        return error
    }

    private static let encoder: JSONEncoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }()
}

/// An intent on its way into a record.
private struct AnyIntent: Encodable {
    let intent: any Codable & Sendable

    init(_ intent: any Codable & Sendable) { self.intent = intent }

    func encode(to encoder: any Encoder) throws { try intent.encode(to: encoder) }
}

/// An intent on its way out, by the write's own decoder.
private struct DecodedIntent: DecodableWithConfiguration {
    let value: any Codable & Sendable

    init(from decoder: any Decoder, configuration: @Sendable (any Decoder) throws -> any Codable & Sendable) throws {
        value = try configuration(decoder)
    }
}

/// What a write gave to the script.
enum RecordedResults {
    static func encode(_ values: [LuaValue]) throws -> String {
        try RecordedValue.encode(.table(["values": .table(LuaTable(array: values))]))
    }

    static func decode(_ text: String?) throws -> [LuaValue] {
        // A step that a person closed as done has no results.
        guard let text, case .table(let table) = try RecordedValue.decode(text) else { return [] }
        guard case .table(let values) = table["values"] else { return [] }
        return values.array
    }
}
