package import RunJournal

/// The durable runs of this machine, which tests may replay; they are only read.
package struct RecordedRuns: Sendable {
    /// The run that a name, a journal's path or a start's id means; nil if there is none.
    ///
    /// It throws if several are meant.
    package let find: @Sendable (_ name: String) throws -> RunIdentity?
    /// What to say of a name that means no run, with what there is.
    package let missing: @Sendable (_ name: String) -> any Error
    /// Copies the record of a run, if there is one, to a folder of runs.
    package let copy: @Sendable (_ run: RunIdentity, _ folder: String) throws -> Void

    package init(
        find: @escaping @Sendable (_ name: String) throws -> RunIdentity?,
        missing: @escaping @Sendable (_ name: String) -> any Error,
        copy: @escaping @Sendable (_ run: RunIdentity, _ folder: String) throws -> Void
    ) {
        self.find = find
        self.missing = missing
        self.copy = copy
    }
}
