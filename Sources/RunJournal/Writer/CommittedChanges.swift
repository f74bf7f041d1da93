/// Changes that are committed and whose callers wait for the flush.
struct CommittedChanges {
    /// With their values.
    var changes: [(Change, Int64)] = []
    /// The last number that the flush makes safe.
    var number: Int64 = 0
}
