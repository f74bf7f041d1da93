/// How far a run is: what this pass did, and what it found done.
struct BulkCounts: Sendable {
    /// Done in this pass.
    var done = 0
    /// Done before.
    var before = 0
    /// Failed in this pass, or before if they were not tried again.
    var failed = 0
    /// Those that were not tried again.
    var untried = 0
    /// In doubt, from this pass or an earlier one.
    var uncertain = 0
    /// Done before with another content, and left alone.
    var changed = 0
    /// Failures by their kind.
    var kinds: [String: Int] = [:]

    /// Items that the pass is through with.
    var seen: Int { done + before + failed + uncertain }
}

/// A failed or uncertain item, for the report.
struct BulkFailure: Sendable {
    var key: String
    var place: String?
    var kind: String
    var message: String
    var details: [String] = []
    var hint: String?
}
