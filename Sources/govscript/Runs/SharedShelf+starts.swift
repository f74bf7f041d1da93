import ClusterState
import HostState
import StartRecords
import Timekeeping

extension SharedShelf {
    /// The starts of other machines, the latest first, each with its machine's whole name; none if they cannot be read,
    /// which is said.
    ///
    /// - Parameter filter: Which are wanted, at most ``mostStarts``.
    func starts(_ filter: RecordFilter = RecordFilter()) -> [StartRecord] {
        do {
            let found = try ClusterStarts(connection).starts(
                butOf: Self.ownName, since: filter.since, schedule: filter.schedule, profile: filter.profile,
                limit: min(filter.limit, Self.mostStarts))
            return found.compactMap { Self.record($0.record, of: $0.machine) }
        } catch {
            Self.warn(error)
            return []
        }
    }

    /// Deletes what machines know of each other's starts that began before a moment.
    ///
    /// - Throws: ``PostgresError``
    func deleteStarts(before moment: ServiceInstant) throws {
        try ClusterStarts(connection).delete(before: moment)
    }

    /// How many starts of other machines are read.
    private static let mostStarts = 2_000

    /// What the records of this machine are called among those of others; empty if none was ever published.
    static var ownName: String { StartShelf.store().knownName ?? "" }

    /// What this machine is called among others.
    static var ownMachine: String { "\(HostState.machineName)/\(ownName)" }

    /// Reads a record; nil for one that a newer version wrote.
    static func record(_ json: String, of machine: String) -> StartRecord? {
        var record = try? StartRecord(json: Array(json.utf8))
        record?.machine = machine
        return record
    }
}
