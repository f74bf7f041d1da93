package import RunJournal

/// Where a profile's runs are stored, and the lock that lets one process continue a run.
package struct RunPlace: Sendable {
    /// Lets go of a run; further calls do nothing.
    package typealias Unlock = @Sendable () -> Void

    /// The journals.
    package var store: RunStore
    /// The profile's name.
    package var profile: String
    /// What names of links are derived with; the user's own, and always the same.
    package var nameKey: [UInt8]
    /// Takes the lock of a run, or throws an error that names who holds it.
    package var lock: @Sendable (RunIdentity) throws -> Unlock

    package init(
        store: RunStore, profile: String, nameKey: [UInt8],
        lock: @escaping @Sendable (RunIdentity) throws -> Unlock
    ) {
        self.store = store
        self.profile = profile
        self.nameKey = nameKey
        self.lock = lock
    }

    /// Which run a name means here.
    package func identity(_ name: String) -> RunIdentity {
        RunIdentity(profile: profile, name: name)
    }
}
