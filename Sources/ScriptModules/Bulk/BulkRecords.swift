import Catalogue

/// The records that `bulk` gives to scripts, for help, annotations and checks.
enum BulkRecords {
    /// The result of `bulk.each`.
    static let report = Signature.Result(
        record: "bulk.Report",
        [
            .init(name: "name", type: "string", summary: "The run's name."),
            .init(name: "done", type: "integer", summary: "Items done in this pass."),
            .init(name: "before", type: "integer", summary: "Items done earlier."),
            .init(name: "failed", type: "integer", summary: "Items that failed."),
            .init(name: "uncertain", type: "integer", summary: "Items whose outcome is unknown."),
            .init(name: "changed", type: "integer", summary: "Items that were skipped although they have changed."),
            .init(name: "untried", type: "integer?", summary: "Failed items that were not retried."),
            .init(name: "planned", type: "integer?", summary: "In a dry run: items that would be done."),
            .init(name: "seconds", type: "number", summary: "How long the pass took."),
            .init(name: "use", type: "table<string, number>", summary: "The share of each rate limit that was used."),
            .init(name: "kinds", type: "table<string, integer>", summary: "Failures by the kind of the error."),
            .init(
                name: "failures", type: "bulk.Failure[]", summary: "The first 100 items that are not done.",
                fields: failure),
        ], "What the pass did. It prints as a summary.")

    private static let failure: [Signature.Field] = [
        .init(name: "key", type: "string", summary: "The item's key."),
        .init(name: "place", type: "string?", summary: "Where the item stands: links.csv:43."),
        .init(name: "kind", type: "string", summary: "The kind of the error."),
        .init(name: "message", type: "string", summary: "What went wrong."),
        .init(name: "hint", type: "string?", summary: "What to do."),
        .init(name: "details", type: "string[]?", summary: "Every reason, where there is more than the message."),
    ]

    /// The result of `bulk.status`.
    static let status = Signature.Result(
        record: "bulk.Status", optional: true,
        [
            .init(name: "name", type: "string", summary: "The run's name."),
            .init(name: "done", type: "integer", summary: "Items that are done."),
            .init(name: "pending", type: "integer", summary: "Items that were started and not finished."),
            .init(name: "failed", type: "integer", summary: "Items that failed."),
            .init(name: "uncertain", type: "integer", summary: "Items whose outcome is unknown."),
            .init(name: "steps", type: "integer", summary: "Calls that are recorded."),
            .init(name: "kinds", type: "table<string, integer>", summary: "Failures by the kind of the error."),
        ], "Nil if the run was never started.")
}
