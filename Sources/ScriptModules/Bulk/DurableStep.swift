import ApiClients
import Synchronization

/// The step of a durable run for which the present task works.
struct DurableStep: Sendable {
    /// All that tells the step from every other one of every run.
    var seed: String
    /// The user's own, so that nobody else can tell the names.
    var nameKey: [UInt8]
    /// Whether the item was done before and is done again.
    var isAgain: Bool
    /// Why no further name may be drawn for the item, if that is so.
    var refusal: ApiError?
    /// Whether a name was drawn.
    let drawn = DrawnName()

    @TaskLocal static var current: DurableStep?

    /// How a link without a name gets one: inside a run it belongs to the step for ever, so that even a lost journal
    /// cannot make a second link.
    ///
    /// - Throws: ``ApiError`` of kind `conflict` if the item has a link already.
    static func nameChoice() throws -> NameChoice {
        guard let step = current else { return .random }
        if let refusal = step.refusal { throw refusal }
        step.drawn.note()
        return .derived(seed: step.seed, key: step.nameKey, isAgain: step.isAgain)
    }
}

/// Whether a step has drawn a name, so that what it makes belongs to the item for ever.
final class DrawnName: Sendable {
    private let isSet = Atomic(false)

    var wasDrawn: Bool { isSet.load(ordering: .acquiring) }

    func note() { isSet.store(true, ordering: .releasing) }
}
