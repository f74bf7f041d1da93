import CPostgres

/// What is known of a connection itself.
package struct PostgresLink: Sendable, Hashable {
    /// Whether it is encrypted.
    package let isEncrypted: Bool
    /// The server's process, as it was told at the start; a pooler tells a number of its own.
    package let process: Int

    /// libpq's version, such as 15.17; nil if it cannot be loaded.
    package static var libraryVersion: String? {
        var failure: UnsafePointer<CChar>?
        guard cpg_load(&failure) else { return nil }
        let version = Int(cpg_version())
        return "\(version / 10_000).\(version % 10_000)"
    }
}
