import CPostgres
import Glibc

/// Where a database is: a connection string such as `postgres://user@db1,db2/govscript`.
///
/// Beyond loopback the server's certificate must be good for its name. Of several hosts the one that takes writes is
/// used.
/// The password is in the file that `PGPASSFILE` names, or in `~/.pgpass`.
package struct PostgresAddress: Sendable, Hashable {
    /// The string as it was given, which holds no password.
    package let text: String
    /// The hosts, the port and the database, for messages.
    package let title: String
    /// Whether it is on this machine, where nothing has to be encrypted.
    package let isLocal: Bool
    private let namesAuthorities: Bool

    /// Looks at a connection string.
    ///
    /// Loads libpq.
    ///
    /// - Throws: ``PostgresError`` with code `address` or `library`.
    package init(_ text: String) throws(PostgresError) {
        try Self.check(text)
        var failure: UnsafePointer<CChar>?
        guard cpg_load(&failure) else {
            throw PostgresError(
                .library, "libpq cannot be used: \(failure.map { String(cString: $0) } ?? "")",
                hint: "Install the package libpq5.")
        }
        // Also passwords that only libpq's parser finds.
        guard try Self.setting("password", in: text).isEmpty, try Self.setting("sslpassword", in: text).isEmpty else {
            throw Self.holdsPassword
        }
        let host = try Self.setting("host", in: text)
        let address = try Self.setting("hostaddr", in: text)
        let port = try Self.setting("port", in: text)
        let hosts = (address.isEmpty ? host : address).split(separator: ",", omittingEmptySubsequences: false)
        isLocal = hosts.allSatisfy(Self.isLoopback)
        let mode = try Self.setting("sslmode", in: text)
        guard isLocal || mode.isEmpty || mode == "verify-full" else {
            throw PostgresError(
                .address, "sslmode=\(mode) would not check who answers at \(host)",
                hint: "Leave sslmode out: it is verify-full beyond this machine.")
        }
        namesAuthorities = try !Self.setting("sslrootcert", in: text).isEmpty
        self.text = text
        let place = host.isEmpty ? "this machine" : port.allSatisfy { $0 == "," } ? host : "\(host) port \(port)"
        let database = try Self.setting("dbname", in: text)
        title = database.isEmpty ? place : "\(database) at \(place)"
    }

    /// Looks at what can be told of a connection string without libpq.
    ///
    /// - Throws: ``PostgresError`` with code `address`.
    package static func check(_ text: String) throws(PostgresError) {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else {
            throw PostgresError(
                .address, "an address of PostgreSQL begins with postgres://",
                hint: "Write it like postgres://USER@HOST/DATABASE.")
        }
        guard withoutPassword(text) == text else { throw holdsPassword }
    }

    private static let holdsPassword = PostgresError(
        .address, "the address of PostgreSQL holds a password",
        hint: "Leave it out, and put the password into ~/.pgpass or the file that PGPASSFILE names.")

    /// A text that may be a connection string, without what may be a password in it.
    ///
    /// Before the parameters, all from the user's colon to the last `@` is taken for one: it may hold anything.
    package static func withoutPassword(_ text: String) -> String {
        let parts = Self.parts(of: text)
        var shown = String(parts[0])
        let start = shown.firstRange(of: "://")?.upperBound ?? shown.startIndex
        if let at = shown.lastIndex(of: "@"), let colon = shown[start...].firstIndex(of: ":"), colon < at {
            shown.removeSubrange(colon..<at)
        }
        guard parts.count == 2 else { return shown }
        let kept = parts[1].split(separator: "&", omittingEmptySubsequences: false).filter { parameter in
            let name = parameter.prefix { $0 != "=" }.lowercased()
            return !name.contains("password") && !name.contains("%")
        }
        return kept.isEmpty ? shown : "\(shown)?\(kept.joined(separator: "&"))"
    }

    /// A parameter after the `?`, with its `%XX` decoded as libpq decodes them; nil if it is not there or empty.
    package static func parameter(_ name: String, of text: String) -> String? {
        let parameters = parts(of: text).dropFirst().first?.split(separator: "&") ?? []
        // libpq takes the last of several.
        let value = parameters.last { $0.hasPrefix("\(name)=") }?.dropFirst(name.count + 1)
        guard let value, !value.isEmpty else { return nil }
        var (decoded, rest): ([UInt8], Substring.UTF8View) = ([], value.utf8)
        while let first = rest.popFirst() {
            let digits = rest.prefix(2)
            if first == UInt8(ascii: "%"), digits.count == 2, let byte = UInt8(Substring(digits), radix: 16) {
                decoded.append(byte)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(first)
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// What is before the `?` of the parameters, and they themselves if there are any; a password may hold a `?`, too.
    private static func parts(of text: String) -> [Substring] {
        let start = text.firstRange(of: "://")?.upperBound ?? text.startIndex
        let end = text[start...].firstIndex(of: "/") ?? text.endIndex
        let host = text[start..<end].lastIndex(of: "@") ?? start
        guard let mark = text[host...].firstIndex(of: "?") else { return [text[...]] }
        return [text[..<mark], text[text.index(after: mark)...]]
    }

    /// Settings that the string may override, as names and values in turn.
    var defaults: [String] {
        var defaults = [
            "application_name", "govscript", "client_encoding", "UTF8", "target_session_attrs", "read-write",
            "tcp_user_timeout", "20000", "connect_timeout", "5", "gssencmode", "disable",
        ]
        if !isLocal {
            defaults += ["sslmode", "verify-full"]
            // libpq itself looks for a file of the user's only.
            if !namesAuthorities, !Self.hasOwnAuthorities {
                defaults += ["sslrootcert", "/etc/ssl/certs/ca-certificates.crt"]
            }
        }
        return defaults
    }

    private static var hasOwnAuthorities: Bool {
        guard let home = getenv("HOME") else { return false }
        return access("\(String(cString: home))/.postgresql/root.crt", R_OK) == 0
    }

    /// An empty host and a folder stand for a socket of this machine.
    private static func isLoopback(_ host: Substring) -> Bool {
        host.isEmpty || host.hasPrefix("/") || host == "localhost" || host.hasPrefix("127.") || host == "::1"
    }

    private static func setting(_ name: String, in text: String) throws(PostgresError) -> String {
        var value = [CChar](repeating: 0, count: 1024)
        let isRead = cpg_setting(text, name, &value, value.count)
        let words = String(decoding: value.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if isRead { return words }
        throw PostgresError(
            .address, "the address of PostgreSQL cannot be read",
            hint: "Write it like postgres://USER@HOST/DATABASE.")
    }
}
