import ApiClients
import FoundationEssentials
import Glibc
import HostLeases
import SQLite
import Timekeeping

/// What the processes of this host know together of their leases of one account's slots: the row of table `lease`.
struct LeaseRecord: Sendable, Codable {
    /// A sync that is on its way.
    struct Flight: Sendable, Codable {
        /// The process that waits for the answer.
        var process: String
        var sequence: Int64
        var begunAt: BootInstant
        var wall: ServiceInstant
        /// Which block it tells of, by when that began.
        var block: BootInstant?

        /// After so long another process begins a sync of its own: more than the store is waited for.
        static let longest = Duration.seconds(15)
    }

    /// Why the store has not answered.
    struct Failure: Sendable, Codable {
        var words: String
        var at: BootInstant
        /// How many there were one after the other.
        var count: Int
    }

    var lease: HostLease
    var flight: Flight?
    var failure: Failure?
    /// The latest block of this host's own that the others were told of, by when it began.
    var toldBlock: BootInstant?

    /// A host under a name that no other one has or will have.
    init() {
        lease = HostLease(holder: Self.newName())
    }

    /// The record of an account; nil if there is none of this boot.
    static func load(_ db: Database, _ account: PacingAccount, _ boot: BootIdentity) throws -> LeaseRecord? {
        let text = try db.first(
            "SELECT content FROM lease WHERE host = ? AND part = ? AND key = ? AND boot = ?", account.host,
            account.group, account.keyHash, boot.text
        ) { row in row.find(0, as: String.self) }
        return (text ?? nil).flatMap { try? JSONDecoder().decode(LeaseRecord.self, from: Data($0.utf8)) }
    }

    func store(_ db: Database, _ account: PacingAccount, _ boot: BootIdentity) throws {
        let text = String(decoding: try JSONEncoder().encode(self), as: UTF8.self)
        try db.run(
            """
            INSERT INTO lease VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
            SET boot = excluded.boot, content = excluded.content
            """, account.host, account.group, account.keyHash, boot.text, text)
    }

    /// The machine's name, for people, and a number that is drawn once.
    static func newName() -> String {
        let (high, low) = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
        // Names of holders hold neither quotes nor backslashes.
        return "\(HostState.machineName)/\(String(high, radix: 36))\(String(low, radix: 36))"
    }
}
