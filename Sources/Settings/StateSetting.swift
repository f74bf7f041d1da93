package import Postgres

/// The PostgreSQL database that several hosts share, and where somebody named it.
package struct StateSetting: Sendable, Hashable {
    package static let variable = "GOVSCRIPT_STATE"

    /// The address as it was given, which holds no password.
    package let text: String
    private let place: ConfigurationError.Place
    /// The field's name as the beginning of a message: `profiles.bulk.state: `.
    private let field: String

    /// Takes an address that libpq has not parsed yet.
    ///
    /// - Parameter mistake: Makes the error of a message and a hint.
    init(
        _ text: String, _ mistake: (String, String?) -> ConfigurationError
    ) throws(ConfigurationError) {
        let empty = mistake("", nil)
        (place, field) = (empty.place, empty.message)
        self.text = text
        do throws(PostgresError) {
            try PostgresAddress.check(text)
        } catch {
            throw mistake(error.description, error.hint)
        }
    }

    /// The address as libpq understands it, which is loaded now if it was not.
    ///
    /// - Throws: ``ConfigurationError`` that names file, line and field, also for a machine without libpq.
    package func address() throws(ConfigurationError) -> PostgresAddress {
        do throws(PostgresError) {
            return try PostgresAddress(text)
        } catch {
            throw ConfigurationError(place, field + error.description, hint: error.hint)
        }
    }

    /// The files with passwords and keys that libpq may read.
    func secretFiles(_ environment: [String: String]) -> [String] {
        let parameters = text.split(separator: "?", maxSplits: 1).dropFirst().first?.split(separator: "&") ?? []
        let named = parameters.compactMap { parameter -> String? in
            let parts = parameter.split(separator: "=", maxSplits: 1).map(String.init)
            return parts.count == 2 && ["passfile", "sslkey"].contains(parts[0]) ? parts[1] : nil
        }
        let home = environment["HOME"].map { ["\($0)/.pgpass", "\($0)/.postgresql/postgresql.key"] } ?? []
        return named + home + [environment["PGPASSFILE"]].compactMap { $0?.isEmpty == true ? nil : $0 }
    }
}
