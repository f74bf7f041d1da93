/// How one case is run.
package struct CaseOptions: Sendable {
    /// What becomes of a snapshot.
    package enum Snapshots: Sendable {
        /// It is compared; one that is missing is written.
        case compared
        /// It is compared; one that is missing fails the case.
        case required
        /// It is written.
        case updated
    }

    /// What random faults, delays and names follow from.
    package var seed: UInt64 = 1
    package var snapshots = Snapshots.compared
    /// How long a case may take in real time; nil for any time.
    package var limit: Duration?
    /// How long a case that was stopped may take to end, in real time, before it is left behind.
    package var patience = Duration.seconds(10)
    /// What `test.replay` finds besides the runs of the case.
    package var recorded: RecordedRuns?

    package init() {}
}
