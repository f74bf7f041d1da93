import ClusterState
import FoundationEssentials
import Glibc
import HostState
import LuaBridge
import Postgres
import RunJournal
import ScriptRunner
import Settings
import TerminalText

/// The database in which the machines of a profile share runs, for commands that show or change runs.
///
/// Calls wait on their thread, which must be none of the concurrency pool's.
struct SharedShelf: Sendable {
    /// Where it is, and who says so.
    let setting: StateSetting
    let connection: PostgresConnection

    /// The database of a profile, with the tables of this version.
    ///
    /// - Parameters:
    ///   - profile: Its name; the one that is chosen here if it is nil, or if there is none of this name.
    ///   - isQuiet: Whether nothing is said.
    /// - Returns: nil if this machine is alone, or if the database cannot be used, which is said.
    static func find(_ profile: String?, isQuiet: Bool = false) -> SharedShelf? {
        do {
            guard let setting = try setting(of: profile) else { return nil }
            let connection = PostgresConnection(try setting.address())
            try BlockingWait.perform { try await ClusterSchema(connection).requireCurrent() }
            return SharedShelf(setting: setting, connection: connection)
        } catch {
            if !isQuiet { warn(error) }
            return nil
        }
    }

    /// The setting of a profile, or of the one that is chosen here if there is none of this name.
    ///
    /// - Throws: ``ConfigurationError``
    static func setting(of profile: String?) throws -> StateSetting? {
        if let profile, let choice = try? Environment.choice(profile: profile, nil) { return choice.profile.state }
        return try Environment.choice(profile: nil, nil).profile.state
    }

    /// The runs of all machines; none if they cannot be read, which is said.
    func runs() -> [SharedRunSummary] {
        do { return try ClusterRunList(connection).runs() } catch {
            Self.warn(error)
            return []
        }
    }

    /// Reads all that machines share of a run.
    ///
    /// - Throws: ``JournalError``, ``PostgresError``.
    func reader(_ identity: RunIdentity, in store: RunStore) throws -> JournalReader {
        let parent = FileManager.default.temporaryDirectory.path
        var template = Array("\(parent)/govscript-run-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw JournalError(.unusable, "cannot make a folder in \(parent)", hint: "Set TMPDIR to another one.")
        }
        let folder = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The reader has its files open.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        return try store.reader(ofShared: identity, from: ClusterRunList(connection), in: folder)
    }

    static func warn(_ error: any Error) {
        let report = ProcessExit.describe(error, nil).0
        Console().line("warning: other machines are not shown: \(report.message)")
    }
}

extension RunStore {
    /// The store with the turns at runs that machines share, for a change.
    ///
    /// A turn is waited for no longer than it takes to be sure that another machine's process has gone.
    ///
    /// - Throws: ``ConfigurationError``, ``HostStateError``, ``ApiError``.
    func sharing(_ setting: StateSetting, _ state: HostState) throws -> RunStore {
        var store = self
        let console = Console()
        let owner = try TurnOwner(
            of: state, patience: .seconds(2), note: { console.line("note: \($0)") }, isStopping: { false })
        store.shared = try StateDatabase(setting).runs(owner)
        return store
    }
}
