import ApiClients
import DurableRuns
import FoundationEssentials
import RunJournal
import ScriptModules

/// Runs as programs read them.
enum RunJSON {
    struct Run: Encodable {
        var name: String?
        var profile: String?
        var file: String?
        var items: [String: Int]?
        var failures: [String: Int]?
        var steps: Int?
        var lastActivity: Date?
        var owner: String?
        var problem: String?
        var trouble: [Item]?

        private enum CodingKeys: String, CodingKey {
            case name, profile, file, items, failures, steps, owner, problem, trouble
            case lastActivity = "last_activity"
        }

        init(_ entry: RunShelf.Entry) {
            name = entry.run.identity?.title
            profile = entry.run.identity?.profile
            file = entry.run.lacksRows ? nil : entry.run.path
            owner = entry.owner()
            switch entry.run.summary {
            case .success(let summary):
                items = Dictionary(
                    uniqueKeysWithValues: ItemState.allCases.map { ($0.name, summary.items[$0] ?? 0) })
                if !entry.run.lacksRows {
                    failures = summary.failures
                    steps = summary.steps
                }
                lastActivity = summary.lastActivity
            case .failure(let error): problem = error.message
            }
        }

        /// The run with what only its rows tell.
        init(_ entry: RunShelf.Entry, _ reader: JournalReader) throws {
            self.init(entry)
            guard entry.run.lacksRows else { return }
            let summary = try reader.summary()
            (failures, steps, lastActivity) = (summary.failures, summary.steps, summary.lastActivity)
        }
    }

    struct Item: Encodable {
        var key: String
        var place: String?
        var state: String
        var attempts: Int
        var changed: Date
        var errorKind: String?
        var error: String?
        /// Every reason, where there is more than the message.
        var errorDetails: [String]?
        var hint: String?
        var result: JSONValue?
        /// What the item was, by column.
        var item: [String: String]?
        /// What was sent for an item that is not done.
        var writes: [Write]?

        private enum CodingKeys: String, CodingKey {
            case key, place, state, attempts, changed, error, result, item, writes
            case hint
            case errorKind = "error_kind"
            case errorDetails = "error_details"
        }

        init(_ item: ItemRecord, _ writes: [Write] = [], cells: [String: String] = [:]) {
            self.item = cells.isEmpty ? nil : cells
            self.writes = writes.isEmpty ? nil : writes
            key = item.key
            place = item.place
            state = item.state.name
            attempts = item.attempts
            changed = item.changed
            errorKind = item.errorKind
            let recorded = item.error.map { RecordedError(text: $0) }
            error = recorded?.message
            errorDetails = recorded.flatMap { $0.details.isEmpty ? nil : $0.details }
            hint = recorded?.hint
            result = item.result.flatMap { try? JSONDecoder().decode(JSONValue.self, from: Data($0.utf8)) }
        }
    }

    /// A write of an item that is not done.
    struct Write: Encodable {
        var call: String
        var state: String
        var words: String

        init(_ step: StepRecord) {
            call = step.call
            state =
                switch step.state {
                case .done: "done"
                case .refused: "not done"
                case .intended, .uncertain: "uncertain"
                }
            words = "\(IntentWords.of(step.call, step.intent)): \(state)"
        }
    }

    static func text(_ value: some Encodable) throws -> String {
        try encoded(value, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    }

    static func line(_ value: some Encodable) throws -> String {
        try encoded(value, [.sortedKeys, .withoutEscapingSlashes])
    }

    private static func encoded(_ value: some Encodable, _ format: JSONEncoder.OutputFormatting) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = format
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
