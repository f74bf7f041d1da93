/// How long an ingestion is in each state.
package struct IngestionTimes: Sendable, Equatable {
    /// How long after the upload the status still shows the previous ingestion's result, while the new one runs.
    package var stale: Duration
    /// PENDING.
    package var starting: Duration
    /// PENDING_VALIDATION.
    package var validating: Duration
    /// VALIDATION_PASSED.
    package var passed: Duration
    /// PENDING_INGESTION.
    package var ingesting: Duration

    /// The defaults, a little over four seconds in all, let a person see every state go by.
    package init(
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
    package static let none = IngestionTimes(
        stale: .zero, starting: .zero, validating: .zero, passed: .zero, ingesting: .zero)
}
