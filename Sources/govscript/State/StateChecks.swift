import ClusterState
import HostLeases
import Postgres
import ScriptRunner
import Settings
import Timekeeping

/// What `state doctor` asks of the database that several machines share.
struct StateChecks {
    private typealias Finding = DoctorCommand.Finding

    private let setting: StateSetting

    init(_ setting: StateSetting) { self.setting = setting }

    /// All checks; those that need what has failed are left out.
    func findings() async -> [DoctorCommand.Finding] {
        let connection: PostgresConnection
        do { connection = PostgresConnection(try setting.address()) } catch {
            return [Finding(error, of: "database")]
        }
        defer { connection.close() }
        var findings = [Finding(.good, "libpq", PostgresLink.libraryVersion ?? "")]
        findings += PasswordChecks(setting, Environment.variables).findings()
        let facts: ServerFacts
        do throws(PostgresError) {
            let link = try await connection.link()
            let start = ContinuousClock.now
            facts = try await ServerFacts(connection)
            let took = ContinuousClock.now - start
            findings += try await server(connection, link, facts, took)
        } catch {
            return findings + [Finding(error, of: "database")]
        }
        do throws(PostgresError) {
            findings += try await tables(connection, facts)
        } catch {
            findings.append(Finding(error, of: "tables"))
        }
        return findings
    }

    /// Whether it can be used at all, for the general `doctor`.
    func brief() async -> DoctorCommand.Finding {
        do {
            let connection = PostgresConnection(try setting.address())
            defer { connection.close() }
            try await ClusterSchema(connection).requireCurrent()
            return Finding(.good, "database", "\(connection.address.title); govscript state doctor checks more")
        } catch {
            return Finding(error, of: "database")
        }
    }

    private func server(
        _ connection: PostgresConnection, _ link: PostgresLink, _ facts: ServerFacts, _ took: Duration
    ) async throws(PostgresError) -> [DoctorCommand.Finding] {
        let title = connection.address.title
        var findings = [
            Finding(.good, "database", "\(title) answers in \(took.milliseconds) ms, as the role \(facts.role)"),
            encryption(link, connection.address),
        ]
        findings.append(
            facts.isWritable
                ? Finding(.good, "server", "PostgreSQL \(facts.version), takes writes")
                : Finding(
                    .bad, "server", "PostgreSQL \(facts.version) takes no writes",
                    hint: "Name all hosts of the cluster in the address: postgres://USER@HOST1,HOST2/DATABASE.",
                    code: .unavailable))
        if !facts.keepsCommits {
            findings.append(
                Finding(
                    .note, "server", "fsync or full_page_writes is off: a crash of the machine may damage the database",
                    hint: "Switch both on."))
        }
        findings.append(try await pooler(link, facts, connection))
        return findings + [Self.commits(facts)] + Self.transactions(facts)
    }

    private func encryption(_ link: PostgresLink, _ address: PostgresAddress) -> DoctorCommand.Finding {
        if link.isEncrypted { return Finding(.good, "encryption", "TLS") }
        if address.isLocal { return Finding(.good, "encryption", "none, on this machine") }
        return Finding(
            .bad, "encryption", "none", hint: "Leave sslmode out of the address.", code: .configuration)
    }

    /// A pooler tells a client another process than the one that serves it.
    private func pooler(
        _ link: PostgresLink, _ facts: ServerFacts, _ connection: PostgresConnection
    ) async throws(PostgresError) -> DoctorCommand.Finding {
        if link.process == facts.process { return Finding(.good, "pooler", "there is none") }
        for number in 1...3 { _ = try await connection.run("SELECT $1::bigint", ["\(number)"]) }
        return Finding(.good, "pooler", "there is one, and statements pass it; any pool mode works")
    }

    private static func commits(_ facts: ServerFacts) -> DoctorCommand.Finding {
        let setting = "synchronous_commit is \(facts.synchronousCommit)"
        if ["on", "remote_apply"].contains(facts.synchronousCommit), !facts.synchronousStandbys.isEmpty {
            return Finding(.good, "commits", "\(setting), and waits for: \(facts.synchronousStandbys)")
        }
        let standbys =
            facts.synchronousStandbys.isEmpty
            ? "no commit waits for a standby (\(facts.standbys) connected)" : "standbys: \(facts.synchronousStandbys)"
        return Finding(
            .note, "commits", "\(setting), \(standbys): a failover may lose the last commits",
            hint: "Slots stay safe: a server that takes over grants nothing until all earlier leases are over. What "
                + "may not be lost, such as the record of an append, needs a synchronous standby: set "
                + "synchronous_standby_names, and synchronous_commit = on.")
    }

    private static func transactions(_ facts: ServerFacts) -> [DoctorCommand.Finding] {
        let hidden =
            facts.hiddenSessions > 0
            ? "; \(facts.hiddenSessions) sessions are hidden from this role (GRANT pg_read_all_stats shows them)" : ""
        guard facts.oldestTransaction >= .seconds(600) else {
            return [Finding(.good, "transactions", "none is older than ten minutes\(hidden)")]
        }
        let minutes = Int(facts.oldestTransaction / .seconds(60))
        return [
            Finding(
                .note, "transactions", "the oldest is open for \(minutes) minutes\(hidden)",
                hint: "While it lasts, old rows cannot be removed, and beats become slower. SELECT pid, xact_start, "
                    + "query FROM pg_stat_activity ORDER BY xact_start finds it.")
        ]
    }

    private func tables(
        _ connection: PostgresConnection, _ facts: ServerFacts
    ) async throws(PostgresError) -> [DoctorCommand.Finding] {
        let missing = try await ServerFacts.missingRights(connection)
        if !missing.isEmpty {
            return [
                Finding(
                    .bad, "rights", "the role \(facts.role) lacks \(missing.joined(separator: ", "))",
                    hint: "Have the role that made the tables run: govscript state init --grant \(facts.role)",
                    code: .noPermission)
            ]
        }
        try await ClusterSchema(connection).requireCurrent()
        var findings = [Finding(.good, "tables", "version \(ClusterSchema.version)")]
        guard facts.mayNameServer else {
            return findings + [
                Finding(
                    .bad, "rights", "the role \(facts.role) may not call pg_control_system or pg_walfile_name",
                    hint: "They tell servers apart: GRANT EXECUTE ON FUNCTION pg_control_system(), "
                        + "pg_walfile_name(pg_lsn) TO \(facts.role);",
                    code: .noPermission)
            ]
        }
        findings.append(Finding(.good, "rights", "the role \(facts.role) may use them"))
        let overview = try await ClusterOverview(connection)
        findings += TimingChecks(overview.timing, window: overview.window).findings()
        if !overview.isCalm {
            findings.append(
                Finding(
                    .note, "leases", "this server is new to the machines, and grants nothing yet",
                    hint: "That ends when a machine that runs a script has watched it for "
                        + "\(overview.timing.calm(overview.window).inWords)."))
        }
        return findings
    }
}

extension DoctorCommand.Finding {
    /// What is wrong, with the code that the process ends with for it.
    init(_ severity: Severity, _ subject: String, _ message: String, hint: String?, code: ExitCode) {
        self.init(severity, subject, message, hint: hint)
        exitCode = code.rawValue
    }
}
