package import RunJournal

/// The durable runs of this machine, which tests may replay; they are only read.
package struct RecordedRuns: Sendable {
    /// The run that a name, a journal's path or a start's id means; throws an error that says what there is.
    package let find: @Sendable (_ name: String) throws -> RunIdentity
    /// Copies the record of a run, if there is one, to a folder of runs.
    package let copy: @Sendable (_ run: RunIdentity, _ folder: String) throws -> Void

    package init(
        find: @escaping @Sendable (_ name: String) throws -> RunIdentity,
        copy: @escaping @Sendable (_ run: RunIdentity, _ folder: String) throws -> Void
    ) {
        self.find = find
        self.copy = copy
    }
}
