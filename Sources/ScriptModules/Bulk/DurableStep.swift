import ApiClients

/// The step of a durable run for which the present task works.
struct DurableStep: Sendable {
    /// All that tells the step from every other one of every run.
    var seed: String
    /// The user's own, so that nobody else can tell the names.
    var nameKey: [UInt8]
    /// Whether the item was done before and is done again.
    var isAgain: Bool

    @TaskLocal static var current: DurableStep?

    /// How a link without a name gets one: inside a run it belongs to the step for ever, so that even a lost journal
    /// cannot make a second link.
    static var nameChoice: NameChoice {
        current.map { .derived(seed: $0.seed, key: $0.nameKey, isAgain: $0.isAgain) } ?? .random
    }
}
