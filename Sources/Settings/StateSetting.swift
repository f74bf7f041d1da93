package import Postgres

/// The PostgreSQL database that several hosts share, and where somebody named it.
package struct StateSetting: Sendable, Hashable {
    package static let variable = "GOVSCRIPT_STATE"

    /// The address as it was given, which holds no password.
    package let text: String
    /// The place and the field, as the beginning of an error: `c.toml:3:1: profiles.bulk.state: `.
    private let mistake: ConfigurationError

    /// Checks an address without loading libpq.
    ///
    /// - Parameter mistake: An error with the place and the beginning of its message.
    /// - Throws: That error with its message and hint.
    init(_ text: String, _ mistake: ConfigurationError) throws(ConfigurationError) {
        self.text = text
        self.mistake = mistake
        do throws(PostgresError) {
            try PostgresAddress.check(text)
        } catch {
            throw Self.failure(error, mistake)
        }
    }

    private static func failure(_ error: PostgresError, _ mistake: ConfigurationError) -> ConfigurationError {
        ConfigurationError(mistake.place, mistake.message + error.description, hint: error.hint)
    }

    /// The address as libpq understands it, which is loaded now if it was not.
    ///
    /// - Throws: ``ConfigurationError`` that names file, line and field, also for a machine without libpq.
    package func address() throws(ConfigurationError) -> PostgresAddress {
        do throws(PostgresError) {
            return try PostgresAddress(text)
        } catch {
            throw Self.failure(error, mistake)
        }
    }

    /// The file with the password: the one that the address names, else that of `PGPASSFILE`, else `~/.pgpass`.
    package func passwordFile(_ environment: [String: String]) -> String? {
        PostgresAddress.parameter("passfile", of: text) ?? Self.variable("PGPASSFILE", environment)
            ?? Self.variable("HOME", environment).map { "\($0)/.pgpass" }
    }

    /// The files with passwords and keys that libpq may read.
    func secretFiles(_ environment: [String: String]) -> [String] {
        let named = ["passfile", "sslkey"].compactMap { PostgresAddress.parameter($0, of: text) }
        let variables = ["PGPASSFILE", "PGSSLKEY", "PGSERVICEFILE"].compactMap { Self.variable($0, environment) }
        let home = Self.variable("HOME", environment).map { home in
            [".pgpass", ".pg_service.conf", ".postgresql/postgresql.key"].map { "\(home)/\($0)" }
        }
        return named + variables + (home ?? [])
    }

    private static func variable(_ name: String, _ environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
