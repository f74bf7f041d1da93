package import HostLeases
package import Postgres
import Timekeeping

/// The slots of one account in PostgreSQL: carries out a host's syncs.
package struct ClusterSlots: Sendable {
    /// Whose limit it is.
    package struct Account: Sendable, Hashable {
        /// The service's host.
        package var host: String
        /// The group of its operations.
        package var part: String
        /// The beginning of the key's hash; empty without a key.
        package var keyHash: String

        /// An account.
        package init(host: String, part: String, keyHash: String) {
            self.host = host
            self.part = part
            self.keyHash = keyHash
        }
    }

    /// What was watched on another server is left out there, in the same transaction.
    private static let call = """
        SELECT kind, name, a, b, c, d FROM govscript.sync(
          $1, $2, $3, $4, $5::bigint, $6::int, $7::bigint, $8::boolean, $9::int, $10::int[], $11::bigint[],
          $12::boolean, $13::int,
          CASE WHEN govscript.server_name() = $21 THEN $14::int[] ELSE '{}' END, $15::bigint[], $16::bigint[],
          CASE WHEN govscript.server_name() = $21 THEN $17::text[] ELSE '{}' END, $18::bigint[],
          $19, $20::bigint)
        """

    private let connection: PostgresConnection
    private let account: Account

    /// The slots of an account behind a connection.
    package init(_ connection: PostgresConnection, _ account: Account) {
        self.connection = connection
        self.account = account
    }

    /// Carries out a sync as one transaction; nil if a later one of its holder was carried out before.
    ///
    /// - Throws: ``PostgresError``. Whether it was carried out is unknown then, and makes no difference: a later sync
    ///   says the same.
    package func sync(_ sync: SlotSync) async throws(PostgresError) -> SlotTable? {
        let held = sync.held.sorted { $0.key < $1.key }
        let rows = try await connection.run(
            Self.call,
            [
                account.host, account.part, account.keyHash, sync.holder, "\(sync.sequence)", "\(sync.limit.slots)",
                "\(sync.limit.window.nanoseconds / 1000)", "\(sync.limit.isConfigured)", "\(sync.want)",
                PostgresArray.of(held.map { "\($0.key)" }), PostgresArray.of(held.map { "\($0.value)" }),
                "\(sync.isValid)", "\(sync.take)",
                PostgresArray.of(sync.suspects.map { "\($0.subject)" }),
                PostgresArray.of(sync.suspects.map { "\($0.epoch)" }),
                PostgresArray.of(sync.suspects.map { "\($0.beat)" }), PostgresArray.of(sync.silent.map(\.subject)),
                PostgresArray.of(sync.silent.map { "\($0.beat)" }), sync.calm, sync.block.map { "\($0.milliseconds)" },
                sync.server,
            ])
        if rows.isEmpty { return nil }
        guard let table = SlotTable(answer: rows) else {
            throw connection.otherVersion
        }
        return table
    }
}

extension SlotTable {
    /// Reads the rows that the function `sync` answers with.
    fileprivate init?(answer: PostgresConnection.Rows) {
        var (server, isCalm, block, blockLength): (String?, Bool, Int64, Duration) = (nil, false, 0, .zero)
        var (timing, limit): (LeaseTiming?, SlotLimit?)
        var (rows, members): ([Row], [Member]) = ([], [])
        for row in answer {
            guard row.count == 6, let kind = row[0] else { return nil }
            let name = row[1]
            let numbers = row[2...].map { $0.flatMap { Int64($0) } ?? 0 }
            switch kind {
            case "state":
                server = name
                (isCalm, block, blockLength) = (numbers[0] == 1, numbers[1], .milliseconds(numbers[2]))
            case "timing":
                timing = LeaseTiming(
                    lease: .milliseconds(numbers[0]), delivery: .milliseconds(numbers[1]),
                    pause: .milliseconds(numbers[2]), overlap: .milliseconds(numbers[3]))
            case "limit":
                limit = SlotLimit(
                    Int(numbers[0]), per: .microseconds(numbers[1]), isConfigured: numbers[2] == 1)
            case "slot":
                rows.append(Row(Int(numbers[0]), holder: name, epoch: numbers[1], beat: numbers[2]))
            case "member":
                guard let name else { return nil }
                members.append(Member(name, want: Int(numbers[0]), beat: numbers[1]))
            default: return nil
            }
        }
        guard let server, let timing, let limit else { return nil }
        self.init(
            server: server, isCalm: isCalm, timing: timing, limit: limit, block: block, blockLength: blockLength,
            rows: rows.sorted { $0.number < $1.number }, members: members)
    }
}
