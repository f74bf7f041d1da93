/// What the faults have in store for one request.
struct FaultPlan: Sendable {
    var delayBefore = Duration.zero
    var delayAfter = Duration.zero
    /// The first fault that decides the answer; delays and revoked keys are none.
    var decisive: Fault?
    var revokesKey = false
    /// The chosen faults' names.
    var names: [String] = []
}

/// What the faults have in store for one ingestion.
struct IngestionFate: Sendable, Codable, Equatable {
    var fails = false
    var hangs = false
    /// Added to the time in PENDING_INGESTION; nil with `hangs` means for ever.
    var hangsFor: Duration?
    var staleFor: Duration?
    var unknownStatus = false
}
