/// What a script did: items, writes, requests, waits.
///
/// Lists are bounded, with the total beside them, so that a record of a million items is no larger than one of some
/// hundred.
package struct Work: Sendable, Hashable {
    /// Durable runs, in the order of their beginning.
    package var runs = Listed<RunPass>()
    /// The items of all durable runs; those of a dry run do not count.
    package var items = ItemCounts()
    /// Writes by their call, those of items included.
    package var writes: [CallCount] = []
    package var services: [ServiceUse] = []
    package var lostAnswers = LostAnswers()
    package var failures = Failures()
    package var ingestions = Listed<Ingestion>()
    package var warnings = Listed<String>()
    /// Where the time went.
    package var time = TimeShares()
    package var timeline = Timeline()

    package init() {}

    /// How many elements of a list are kept.
    package static let mostListed = 100
}

/// The first elements of a list, and how many there are.
package struct Listed<Element: Sendable & Hashable>: Sendable, Hashable {
    package var total = 0
    package var first: [Element] = []

    package init() {}

    /// Adds one, which is only counted if the list is full.
    package mutating func add(_ element: @autoclosure () -> Element) {
        total += 1
        if first.count < Work.mostListed { first.append(element()) }
    }

    /// How many are not in the list.
    package var unlisted: Int { max(0, total - first.count) }
}

/// One pass of a durable run.
package struct RunPass: Sendable, Hashable {
    package var name: String
    /// Items done in this pass.
    package var done = 0
    /// Items done earlier.
    package var before = 0
    package var failed = 0
    package var uncertain = 0
    /// Items that changed since they were done, and were skipped.
    package var changed = 0
    /// Failed items that were not retried; they are among ``failed``.
    package var untried = 0
    /// How many items there are; nil if that is not known.
    package var total: Int?
    /// Whether the pass met all items.
    package var isWhole = false

    package init(name: String) { self.name = name }
}

/// Items of durable runs, by how they stand.
package struct ItemCounts: Sendable, Hashable {
    /// Done in this start.
    package var done = 0
    /// Done in earlier starts.
    package var before = 0
    package var failed = 0
    package var uncertain = 0

    package init(done: Int = 0) { self.done = done }

    package var total: Int { done + before + failed + uncertain }

    mutating func add(_ pass: RunPass) {
        done += pass.done
        before += pass.before
        failed += pass.failed
        uncertain += pass.uncertain
    }
}

/// How the writes of one call ended.
package struct CallCount: Sendable, Hashable {
    /// `links.create`.
    package var call: String
    package var done = 0
    package var failed = 0
    package var uncertain = 0

    package init(call: String) { self.call = call }
}

/// What was sent to one service.
package struct ServiceUse: Sendable, Hashable {
    /// As scripts name it: `go`.
    package var name: String
    /// As people do: `GoGovSG`.
    package var title = ""
    package var requests = 0
    /// Refused because of the rate limit.
    package var refused = 0
    /// Without an answer, or answered by an error of the service's own.
    package var failed = 0
    /// How often a call tried again.
    package var retries = 0
    /// Why attempts were not enough, by how often; see ``RetryReason``.
    package var reasons: [RetryReason] = []
    /// Requests that the limit lets through in each window; 0 if there is no limit.
    package var slots = 0
    package var window = Duration.zero
    /// The share of the limit that was used from the first request to the last, from 0 to 1; nil without a limit.
    package var share: Double?
    /// What all answers took together, and the slowest.
    package var answering = Duration.zero
    package var slowest = Duration.zero

    package init(name: String) { self.name = name }
}

/// Why requests were sent again.
package struct RetryReason: Sendable, Hashable {
    package var words: String
    package var count: Int

    package init(words: String, count: Int) {
        self.words = words
        self.count = count
    }
}

/// Writes whose answer was lost, by what became of them.
package struct LostAnswers: Sendable, Hashable {
    /// A lookup found the write done.
    package var done = 0
    /// It was sent again: a lookup did not find it, or a second time does no harm.
    package var sentAgain = 0
    /// Nothing could tell.
    package var unknown = 0

    package init() {}

    package var total: Int { done + sentAgain + unknown }
}

/// What did not succeed: items of runs, and writes outside of runs.
package struct Failures: Sendable, Hashable {
    package var listed = Listed<Failure>()
    /// How many there are of each kind.
    package var kinds: [String: Int] = [:]

    package init() {}

    package mutating func add(_ failure: @autoclosure () -> Failure, kind: String) {
        kinds[kind, default: 0] += 1
        listed.add(failure())
    }
}

/// An item, or a write outside of a run, that failed or is uncertain.
package struct Failure: Sendable, Hashable {
    /// The item's run, or the write's call.
    package var source: String
    /// The item's key; nil for a write outside of a run.
    package var key: String?
    /// Where the item stands: `links.csv:43`.
    package var place: String?
    /// ``failed`` or ``uncertain``.
    package var state: String
    package var kind: String
    package var message: String
    package var hint: String?

    package static let failed = "failed"
    package static let uncertain = "uncertain"

    package var isUncertain: Bool { state == Self.uncertain }

    package init(
        source: String, key: String? = nil, place: String? = nil, state: String, kind: String, message: String,
        hint: String? = nil
    ) {
        self.source = source
        self.key = key
        self.place = place
        self.state = state
        self.kind = kind
        self.message = message
        self.hint = hint
    }
}

/// A wait for an ingestion.
package struct Ingestion: Sendable, Hashable {
    package var dataset: String
    /// From the start of the script.
    package var after: Duration
    package var took: Duration
    /// Why it failed, or was not waited for to the end.
    package var error: String?

    package init(dataset: String, after: Duration, took: Duration, error: String? = nil) {
        self.dataset = dataset
        self.after = after
        self.took = took
        self.error = error
    }
}
