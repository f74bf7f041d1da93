import ApiClients
import RunJournal
import ScriptTesting
import StartRecords
import Synchronization
import TerminalText

extension RecordedRuns {
    /// The runs with real services on this machine, and the sandbox's.
    static let ofMachine = RecordedRuns { name in
        guard let entry = try entry(name) else { return nil }
        guard let identity = entry.run.identity else {
            throw ApiError(.internal, "the run '\(name)' does not say which one it is")
        }
        return identity
    } missing: { name in
        do {
            _ = try RunShelf.entry(RunChoice(name: name))
            return ApiError(.usage, "there is no run '\(name)'")
        } catch {
            return error
        }
    } copy: { identity, folder in
        guard let entry = try RunShelf.entries(profile: identity.profile).first(where: { $0.run.identity == identity })
        else { return }
        // Cases beside each other may want the same run, whose lock has one holder.
        try copying.withLock { _ in try entry.copy(to: folder) }
    }

    private static let copying = Mutex(())

    /// The run of a name, of a journal's path, or the only one of a start; nil if there is none.
    private static func entry(_ name: String) throws -> RunShelf.Entry? {
        if let entry = try RunShelf.find(RunChoice(name: name)) { return entry }
        guard let start = try StartShelf.find(name) else { return nil }
        let runs = start.work.runs.first.map(\.name)
        guard runs.count == 1, let run = runs.first else {
            throw ApiError(
                .usage, "the start \(start.id) has \(runs.isEmpty ? "no" : "\(runs.count)") durable runs",
                hint: runs.isEmpty
                    ? "Name one with a run: govscript runs lists them." : "Name one: \(runs.joined(separator: ", ")).")
        }
        return try RunShelf.entry(RunChoice(name: run, profile: start.profile))
    }
}
