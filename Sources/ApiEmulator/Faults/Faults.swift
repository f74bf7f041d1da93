/// How the emulator misbehaves: which faults, where, how often.
///
/// As text, for a command line, rules separated by commas:
///
///     SERVICE[.OPERATION]:FAULT[:DURATION][TRIGGER]
///
///     go:drop-after=5%                     5 % of GoGovSG's requests commit and then lose the connection
///     go.create:500-before@17              the 17th create fails with a 500 and does nothing
///     datagov:hang-ingestion@1             the first ingestion never ends
///     storage:half-upload@2-3              the second and third upload are cut off half way
///     *:slow-after:2s=1%                   on every service 1 % of the answers are at least 2 s late
///     go:503-before:300s@5-8               four requests are answered by a 503 that asks for 300 s of silence
///
/// - SERVICE: `go`, `forsg`, `datagov` (its admin API), `public` (its read side), `storage`, or `*` for each of them
///   that knows the fault.
/// - OPERATION: `list`, `create`, `update`, `visit` of the link services; `whoami`, `upload-link`, `append-link`,
///   `status`, `datasets` of datagov; `datasets`, `metadata`, `search`, `initiate-download`, `poll-download` of public;
///   `put`, `get` of storage.
/// - FAULT: `500-before`, `500-after` (any 5xx), `drop-before`, `drop-after`, `drop-midway`, `slow-before:1s`,
///   `slow-after:1s`, `truncated-json`, `wrong-json`, `html`, `429`, `429-date:10s` (the same as `429:date+10s`),
///   `database-error` and `unable-to-edit` (a JSON 500, and the 400 of an update, before anything is done),
///   `revoked-key`, `expired-link`, `half-upload`, `fail-ingestion`, `hang-ingestion` (`:60s` for a while only),
///   `stale-ingestion:30s`, `unknown-status`. A duration shown here is the default; it ends in `ms`, `s`, `m` or `h`.
///   `429` and any 5xx take a Retry-After: `503-before:30s`, as a date `date+30s` or `date-30s` (in the past), or words
///   without a comma, however senseless: `429:'soon'`.
/// - TRIGGER: `=5%` or `=0.05` (probability), `@17` (the 17th time), `@17-20`, `@17+`; none means always. Each rule
///   counts its own occasions: requests that passed the limit, or links handed out, or uploads for an ingestion.
///
/// The first rule of several that would decide one answer does; delays add up.
package struct Faults: Sendable, Equatable {
    /// When a rule strikes.
    package enum Trigger: Sendable, Hashable {
        case probability(Double)
        /// Occasions counted from 1.
        case occasions(ClosedRange<Int>)
    }

    /// One fault at one place.
    package struct Rule: Sendable, Hashable {
        package var service: EmulatedService
        /// Nil: any operation of the service.
        package var operation: EmulatedOperation?
        package var fault: Fault
        package var trigger: Trigger

        package init(
            _ service: EmulatedService, only operation: EmulatedOperation? = nil, _ fault: Fault, _ trigger: Trigger
        ) {
            self.service = service
            self.operation = operation
            self.fault = fault
            self.trigger = trigger
        }
    }

    package var rules: [Rule]

    package init(_ rules: [Rule] = []) {
        self.rules = rules
    }
}

/// Why a text gives no faults: one sentence that quotes the rule.
package struct FaultsError: Error, CustomStringConvertible {
    package let description: String

    init(_ rule: some StringProtocol, _ problem: String) {
        description = "fault '\(rule)': \(problem)"
    }
}
