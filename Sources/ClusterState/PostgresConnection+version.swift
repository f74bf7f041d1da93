import Postgres

extension PostgresConnection {
    /// What is said of an answer that other tables or functions than ours have given.
    var otherVersion: PostgresError {
        PostgresError(
            otherVersion: "\(address.title) gave an answer that this version of govscript does not understand")
    }
}
