package import ApiClients
package import HostLeases

/// Where the slots of accounts are leased that several hosts share; see ``HostState/lease(from:)``.
package struct LeaseStore: Sendable {
    /// Where it is, for messages, such as `govscript at db1`.
    package let title: String
    /// Carries out a sync of an account as one transaction; nil if a later one of its holder was carried out before.
    ///
    /// It may take some seconds, and is not cancelled. An error's description, in one line, is shown to the user;
    /// whether the sync was carried out is unknown then, and makes no difference.
    package let sync: @Sendable (PacingAccount, SlotSync) async throws -> SlotTable?

    /// A store.
    package init(
        title: String, sync: @escaping @Sendable (PacingAccount, SlotSync) async throws -> SlotTable?
    ) {
        self.title = title
        self.sync = sync
    }
}
