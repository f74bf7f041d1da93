package import HostLeases
package import Postgres
import Timekeeping

/// All that hosts share in a database, at one moment.
package struct ClusterOverview: Sendable, Hashable {
    /// One account.
    package struct Account: Sendable, Hashable {
        /// Whose limit it is.
        package let name: ClusterSlots.Account
        /// The limit in force; nil if no host has told one.
        package var limit: SlotLimit?
        /// How many blocks of the service hosts have told of.
        package let blocks: Int64
        /// All slots, by number.
        package var slots: [SlotTable.Row] = []
        /// All hosts, by name.
        package var members: [SlotTable.Member] = []

        /// How many of its slots a host has, of those that count.
        package func slots(of holder: String) -> Int {
            slots.count { $0.holder == holder && $0.number <= limit?.slots ?? .max }
        }
    }

    /// Names the server that has answered, and its start.
    package let server: String
    /// Whether no lease that an earlier server has granted can be in use any more.
    package let isCalm: Bool
    /// The version of the tables.
    package let version: Int
    /// The timing that all hosts keep.
    package let timing: LeaseTiming
    /// By host, group and key.
    package let accounts: [Account]

    /// The longest window of any limit, which takeovers wait for as well.
    package var window: Duration { accounts.compactMap(\.limit?.window).max() ?? .seconds(1) }

    private static let query = """
        SELECT 'cluster', '0', govscript.server_name(), version, (calm = govscript.server_name())::int, lease_ms,
            delivery_ms, pause_ms, overlap_ms, '', ''
          FROM govscript.cluster
        UNION ALL SELECT 'account', id::text, host, block, l.slots, l.window_us, l.configured::int, NULL, NULL, part,
            key_hash
          FROM govscript.account LEFT JOIN LATERAL govscript.agreed_limit(id) l ON true
        UNION ALL SELECT 'slot', account::text, holder, n, epoch, beat, NULL, NULL, NULL, '', '' FROM govscript.slot
        UNION ALL SELECT 'member', account::text, holder, want, beat, NULL, NULL, NULL, NULL, '', ''
          FROM govscript.member
        """

    /// Reads it.
    ///
    /// - Throws: ``PostgresError``, of code `version` for tables of another version.
    package init(_ connection: PostgresConnection) async throws(PostgresError) {
        try await ClusterSchema(connection).requireCurrent()
        try self.init(try await connection.run(Self.query), of: connection)
    }

    /// Reads it while the calling thread waits, which must be none of the concurrency pool's.
    ///
    /// - Throws: ``PostgresError``; the tables must be of this version.
    package init(
        now connection: PostgresConnection, within time: Duration = .seconds(5)
    ) throws(PostgresError) {
        try self.init(try connection.runNow(Self.query, within: time), of: connection)
    }

    /// What its accounts look like to a host that watches them; those of which no host has told a limit are left out.
    package var tables: [(account: ClusterSlots.Account, table: SlotTable)] {
        accounts.compactMap { account in
            guard let limit = account.limit else { return nil }
            let table = SlotTable(
                server: server, isCalm: isCalm, timing: timing, limit: limit, block: account.blocks,
                blockLength: .zero, rows: account.slots, members: account.members)
            return (account.name, table)
        }
    }

    private init(_ rows: PostgresConnection.Rows, of connection: PostgresConnection) throws(PostgresError) {
        var (accounts, cluster): ([String: Account], [Int64]) = ([:], [])
        var server = ""
        for row in rows {
            guard row.count == 11, let kind = row[0], let id = row[1] else { continue }
            let numbers = row[3...8].map { $0.flatMap { Int64($0) } ?? 0 }
            switch kind {
            case "cluster": (server, cluster) = (row[2] ?? "", numbers)
            case "account":
                let name = ClusterSlots.Account(host: row[2] ?? "", part: row[9] ?? "", keyHash: row[10] ?? "")
                var account = Account(name: name, blocks: numbers[0])
                if numbers[1] > 0 {
                    account.limit = SlotLimit(
                        Int(numbers[1]), per: .microseconds(numbers[2]), isConfigured: numbers[3] == 1)
                }
                accounts[id] = account
            default: break
            }
        }
        for row in rows {
            guard row.count == 11, let id = row[1] else { continue }
            let numbers = row[3...5].map { $0.flatMap { Int64($0) } ?? 0 }
            if row[0] == "slot" {
                accounts[id]?.slots.append(
                    SlotTable.Row(Int(numbers[0]), holder: row[2], epoch: numbers[1], beat: numbers[2]))
            } else if row[0] == "member", let holder = row[2] {
                accounts[id]?.members.append(SlotTable.Member(holder, want: Int(numbers[0]), beat: numbers[1]))
            }
        }
        guard cluster.count == 6 else {
            throw PostgresError(otherVersion: "\(connection.address.title) has an empty table govscript.cluster")
        }
        self.server = server
        version = Int(cluster[0])
        isCalm = cluster[1] == 1
        timing = LeaseTiming(
            lease: .milliseconds(cluster[2]), delivery: .milliseconds(cluster[3]), pause: .milliseconds(cluster[4]),
            overlap: .milliseconds(cluster[5]))
        self.accounts = accounts.values.map { account in
            var account = account
            account.slots.sort { $0.number < $1.number }
            account.members.sort { $0.holder < $1.holder }
            return account
        }.sorted { ($0.name.host, $0.name.part, $0.name.keyHash) < ($1.name.host, $1.name.part, $1.name.keyHash) }
    }
}
