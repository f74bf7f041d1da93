import Glibc
import TestSupport

/// A PostgreSQL server of the test's own, in a scratch folder, that listens on a socket there, or in a network
/// namespace.
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

    /// A network namespace in which a server listens, with TLS.
    package struct Place: Sendable {
        /// The namespace, as `ip netns` names it.
        package var namespace: String
        /// The address to listen on, at port 5432.
        package var address: String
        package var certificate: Certificate

        /// A namespace and an address in it.
        package init(namespace: String, address: String, certificate: Certificate) {
            self.namespace = namespace
            self.address = address
            self.certificate = certificate
        }
    }

    /// A certificate of a server, which is its own authority, and its key, as PEM.
    package struct Certificate: Sendable {
        /// The certificate.
        package let text: String
        fileprivate let key: String

        /// Makes one that is good for some addresses.
        package init(for addresses: [String]) throws {
            let folder = ScratchFolder()
            let names = addresses.map { "IP:\($0)" }.joined(separator: ",")
            let result = try ChildProcess(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=database", "-addext", "subjectAltName=\(names)", "-keyout", "key", "-out", "text",
                ], in: folder.path, environment: ["PATH": "/usr/bin:/bin"]
            ).run()
            guard result.status == 0 else { throw Failure(program: "openssl", words: result.errors) }
            (text, key) = (try folder.text("text"), try folder.text("key"))
        }
    }

    private let folder = ScratchFolder()
    private let place: Place?
    private var data: String { folder("data") }

    /// Makes a server and starts it.
    ///
    /// - Parameter place: Where it listens; on a socket in its folder, if nil.
    package init(_ place: Place? = nil) throws {
        self.place = place
        try own()
        try run(
            "initdb",
            [
                "--pgdata", data, "--username", "tester", "--auth", "trust", "--no-sync", "--encoding", "UTF8",
                "--locale", "C",
            ])
        if place != nil {
            try folder.file(
                "data/pg_hba.conf",
                """
                local all all trust
                hostssl all all 0.0.0.0/0 trust
                host replication all 0.0.0.0/0 trust

                """)
        }
        try start()
    }

    /// Makes a server that follows another one, and starts it.
    package init(_ place: Place, following other: TestPostgres) throws {
        self.place = place
        try own()
        let primary = "host=\(other.place?.address ?? "") user=tester"
        try run(
            "pg_basebackup",
            [
                "--pgdata", data, "--dbname", primary, "--write-recovery-conf", "--wal-method", "stream",
                "--checkpoint", "fast", "--no-sync",
            ])
        try start()
    }

    /// Gives the folder to the user that the server runs as, with the certificate.
    private func own() throws {
        var names = [""]
        if let place {
            try folder.file("server.pem", place.certificate.text)
            try folder.file("server.key", place.certificate.key)
            chmod(folder("server.key"), 0o600)
            names += ["server.pem", "server.key"]
        }
        guard let user = Self.user else { return }
        for name in names { chown(folder(name), user.id, user.group) }
    }

    /// Stops sending to those that follow: what is committed from now on is lost when one of them is promoted.
    package func stopSending() throws {
        let found = try ChildProcess(
            "/usr/bin/pgrep", ["-f", "-P", try process(), "walsender"], environment: ["PATH": "/usr/bin:/bin"]
        ).run()
        for word in found.output.split(separator: "\n") {
            if let sender = pid_t(word) { kill(sender, SIGSTOP) }
        }
        guard found.status == 0 else { throw Failure(program: "pgrep", words: "there is no walsender") }
    }

    /// Lets a server that follows take writes.
    package func promote() throws { try run("pg_ctl", ["--pgdata", data, "--wait", "promote"]) }

    /// The number of the server's first process.
    private func process() throws -> String {
        String(try folder.text("data/postmaster.pid").prefix { $0 != "\n" })
    }

    deinit {
        stopPooler()
        try? stop()
    }

    /// The address of its database.
    package var address: String { "postgres://tester@/postgres?host=\(folder.path)" }

    /// Starts it again after ``stop()``.
    package func start() throws {
        var options = "-k \(folder.path) -c fsync=off -c shared_buffers=4MB -c max_connections=20"
        if let place {
            options += " -c listen_addresses=\(place.address) -c ssl=on -c ssl_cert_file=\(folder("server.pem"))"
            options += " -c ssl_key_file=\(folder("server.key"))"
        } else {
            options += " -c listen_addresses="
        }
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
        if let place { line = ["/usr/sbin/ip", "netns", "exec", place.namespace] + line }
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
