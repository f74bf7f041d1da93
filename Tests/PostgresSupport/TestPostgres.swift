import TestSupport
import Glibc

/// A PostgreSQL server of the test's own, in a scratch folder, that listens on a socket there.
///
/// It is stopped when the value is gone. As root it runs as the user `postgres`, since it refuses root.
package final class TestPostgres: Sendable {
    /// Where Debian's package has the server's programs.
    private static let programs = "/usr/lib/postgresql/15/bin"

    /// Whether the server is installed.
    package static var isInstalled: Bool { access("\(programs)/initdb", X_OK) == 0 }

    /// Debian's pooler.
    private static let pooler = "/usr/sbin/pgbouncer"

    /// Whether the pooler is installed.
    package static var hasPooler: Bool { access(pooler, X_OK) == 0 }

    private let folder = ScratchFolder()
    private var data: String { folder("data") }

    /// Makes a server and starts it.
    package init() throws {
        if let user = Self.user {
            chown(folder.path, user.id, user.group)
        }
        try run(
            "initdb",
            [
                "--pgdata", data, "--username", "tester", "--auth", "trust", "--no-sync", "--encoding", "UTF8",
                "--locale", "C",
            ])
        try start()
    }

    deinit {
        stopPooler()
        try? stop()
    }

    /// The address of its database.
    package var address: String { "postgres://tester@/postgres?host=\(folder.path)" }

    /// Starts it again after ``stop()``.
    package func start() throws {
        let options = "-k \(folder.path) -c listen_addresses= -c fsync=off -c shared_buffers=4MB -c max_connections=20"
        try run("pg_ctl", ["--pgdata", data, "--log", folder("log"), "--wait", "--options", options, "start"])
    }

    /// Stops it, breaking its connections.
    package func stop() throws {
        try run("pg_ctl", ["--pgdata", data, "--wait", "--mode", "immediate", "stop"])
    }

    /// Runs statements by `psql`, which stops at the first that fails.
    package func load(_ statements: String) throws {
        let path = try folder.file("statements.sql", statements)
        chmod(path, 0o644)
        try run(
            "psql",
            [
                "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--host", folder.path, "--username", "tester",
                "--dbname", "postgres", "--file", path,
            ])
    }

    /// The address of its database for another role.
    package func address(as role: String) -> String { "postgres://\(role)@/postgres?host=\(folder.path)" }

    /// Starts a pooler in transaction mode with one connection to the server for all its clients.
    ///
    /// - Returns: The address of the database behind it.
    package func startPooler() throws -> String {
        try folder.file(
            "pooler.ini",
            """
            [databases]
            * = host=\(folder.path) user=tester
            [pgbouncer]
            pool_mode = transaction
            default_pool_size = 1
            auth_type = any
            unix_socket_dir = \(folder.path)
            listen_port = 6432
            logfile = \(folder("pooler.log"))
            pidfile = \(folder("pooler.pid"))
            """)
        chmod(folder("pooler.ini"), 0o644)
        try run(Self.pooler, ["--daemon", folder("pooler.ini")])
        return "\(address)&port=6432"
    }

    /// Ends the pooler, which would not notice that its server is gone.
    private func stopPooler() {
        guard let text = try? folder.text("pooler.pid"), let process = pid_t(text.filter { !$0.isWhitespace }) else {
            return
        }
        kill(process, SIGTERM)
    }

    private static var user: (id: uid_t, group: gid_t)? {
        guard geteuid() == 0, let entry = getpwnam("postgres") else { return nil }
        return (entry.pointee.pw_uid, entry.pointee.pw_gid)
    }

    private func run(_ program: String, _ arguments: [String]) throws {
        var line = [program.hasPrefix("/") ? program : "\(Self.programs)/\(program)"] + arguments
        if let user = Self.user {
            line = ["/usr/bin/setpriv", "--reuid=\(user.id)", "--regid=\(user.group)", "--clear-groups"] + line
        }
        let child = ChildProcess(
            line[0], Array(line.dropFirst()), in: folder.path, environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C"])
        let result = try child.run()
        guard result.status == 0 else { throw Failure(program: program, words: result.output + result.errors) }
    }

    /// A program of the server's failed.
    struct Failure: Error {
        let program: String
        let words: String
    }
}
