/// How long an ingestion is in each state.
public struct IngestionTimes: Sendable, Equatable {
    /// How long after the upload the status still shows the previous ingestion's result, while the new one runs.
    public var stale: Duration
    /// PENDING.
    public var starting: Duration
    /// PENDING_VALIDATION.
    public var validating: Duration
    /// VALIDATION_PASSED.
    public var passed: Duration
    /// PENDING_INGESTION.
    public var ingesting: Duration

    /// The defaults, a little over four seconds in all, let a person see every state go by.
    public init(
        stale: Duration = .milliseconds(500), starting: Duration = .seconds(1), validating: Duration = .seconds(1),
        passed: Duration = .milliseconds(250), ingesting: Duration = .seconds(2)
    ) {
        self.stale = stale
        self.starting = starting
        self.validating = validating
        self.passed = passed
        self.ingesting = ingesting
    }

    /// Every upload is ingested at once, and its result shown at once.
    public static let none = IngestionTimes(
        stale: .zero, starting: .zero, validating: .zero, passed: .zero, ingesting: .zero)
}
