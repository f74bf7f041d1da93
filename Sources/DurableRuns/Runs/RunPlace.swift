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
    /// Whether there can be no other host, as in a test: a run that hosts share is one like any other then.
    package var isAlone = false
    /// Takes the lock of a run, or throws an error that names who holds it.
    package var lock: @Sendable (RunIdentity) throws -> Unlock
    /// Brings a copy of a run's record to the store, before a dry run looks there; nil where the records are.
    package var bringRecord: (@Sendable (RunIdentity) throws -> Void)?
    /// Called at each step boundary of a write; it may never return.
    package var reached: @Sendable (CrashPoint) async -> Void = { CrashPoint.reached($0) }
    /// Does what may block, apart from the concurrency pool where it does block.
    package var aside: @Sendable (@escaping @Sendable () -> Void) -> Void = { $0() }
    /// The time since some moment, by which runs say how long they take.
    package var clock: @Sendable () -> Duration = { ContinuousClock.now - origin }

    private static let origin = ContinuousClock.now

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

/// The commands by which a person looks at a run or decides about its items.
package struct RunAdvice: Sendable {
    /// Shows the items of a run that are not done.
    package var showFailures: @Sendable (_ run: String) -> String
    /// Closes an uncertain item.
    package var resolve: @Sendable (_ run: String, _ key: String) -> String
    /// Deletes the record of a run.
    package var forget: @Sendable (_ run: String) -> String

    /// Each function gives a command as it is typed.
    package init(
        showFailures: @escaping @Sendable (_ run: String) -> String,
        resolve: @escaping @Sendable (_ run: String, _ key: String) -> String,
        forget: @escaping @Sendable (_ run: String) -> String
    ) {
        self.showFailures = showFailures
        self.resolve = resolve
        self.forget = forget
    }
}
