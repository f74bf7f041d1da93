import ApiClients
import ScriptRunner
import StartRecords
import TerminalText
import Timekeeping

/// The records of starts, as commands name them.
enum StartShelf {
    static func store() -> StartRecordStore {
        StartRecordStore(in: Environment.stateDirectory) { Console().line("note: \($0)") }
    }

    /// Records, the latest first; those of killed starts are closed on the way.
    ///
    /// - Throws: ``ApiError`` for records that cannot be read.
    static func records(_ filter: RecordFilter = RecordFilter()) throws -> [StartRecord] {
        do throws(RecordError) {
            let store = store()
            // Where nothing can be written there is still something to be read.
            try? store.tidy()
            return try store.records(filter)
        } catch {
            throw ApiError(error)
        }
    }

    /// Records of this machine and of those that share a database with it, the latest first.
    ///
    /// If there are any of others, each has the name of its machine.
    ///
    /// - Throws: ``ApiError`` for records that cannot be read.
    static func records(_ filter: RecordFilter, with shelf: SharedShelf?) throws -> [StartRecord] {
        let own = try records(filter)
        let others = shelf?.starts(filter) ?? []
        guard !others.isEmpty else { return own }
        let here = SharedShelf.ownMachine
        let names = MachineNames(others.compactMap(\.machine) + [here])
        let all = (own + others).map { record in
            var record = record
            record.machine = names[record.machine ?? here]
            return record
        }
        return Array(all.sorted { ($0.started, $0.id) > ($1.started, $1.id) }.prefix(filter.limit))
    }

    /// The start that is meant: by its id or the end of it, as `last`, or the latest of a script or schedule; one of
    /// another machine if this one has none.
    ///
    /// - Returns: nil if there is none.
    /// - Throws: ``ApiError``, also for the end of several ids.
    static func find(_ name: String, isRunning: Bool = false) throws -> StartRecord? {
        // Not all of them for the usual case.
        if name == "last", !isRunning, let last = try records(RecordFilter(limit: 1)).first { return last }
        if let record = try find(name, isRunning, among: records()) { return record }
        return try find(name, isRunning, among: SharedShelf.find(nil)?.starts() ?? [])
    }

    private static func find(_ name: String, _ isRunning: Bool, among all: [StartRecord]) throws -> StartRecord? {
        if name == "last" { return (isRunning ? all.first(where: \.isRunning) : nil) ?? all.first }
        if let exact = all.first(where: { $0.id == name }) { return exact }
        let ends = name.utf8.count >= shortest ? all.filter { $0.id.hasSuffix(name) } : []
        if ends.count == 1 { return ends[0] }
        let named = all.filter { record in
            [record.script.name, record.script.shortName, record.script.path, record.schedule].contains(name)
        }
        if let record = (isRunning ? named.first(where: \.isRunning) : nil) ?? named.first { return record }
        guard ends.isEmpty else {
            throw ApiError(
                .usage, "'\(name)' is the end of several ids",
                hint: "Give one of them: \(ends.prefix(5).map(\.id).joined(separator: ", ")).")
        }
        return nil
    }

    /// The start that is meant.
    ///
    /// - Throws: ``ApiError`` of kind `usage` if there is none.
    static func start(_ name: String, isRunning: Bool = false) throws -> StartRecord {
        if let record = try find(name, isRunning: isRunning) { return record }
        throw ApiError(
            .usage, "there is no record of a start '\(name)'",
            hint: "Name one by its id or its script, or say last; govscript runs lists them.")
    }

    /// How many letters of an id must be given at least.
    private static let shortest = 3

    /// The shortest end of each id that tells it from all others.
    static func shortIDs(_ records: [StartRecord]) -> [String: String] {
        var short: [String: String] = [:]
        let four = Dictionary(grouping: records) { String($0.id.suffix(4)) }
        for record in records {
            let end = String(record.id.suffix(4))
            short[record.id] = four[end]?.count == 1 ? end : record.id
        }
        return short
    }
}

extension ApiError {
    init(_ error: RecordError) { self.init(.internal, error.message, hint: error.hint) }
}
