package import RunJournal

/// A step of a recorded run beside what a script asks for now.
package struct ReplayedStep: Sendable, Hashable {
    /// How the two compare.
    package enum Standing: String, Sendable, CaseIterable {
        /// It is recorded and still asked for, or belongs to an item that is done and is not begun again.
        case matches
        /// It is asked for and not recorded.
        case new
        /// It is recorded and not asked for.
        case gone
        /// Another one of the same function is asked for in its place.
        case differs
    }

    /// The key of its item.
    package var key: String
    /// Where the item stands: `links.csv:7413`; nil if that is not known.
    package var row: String?
    package var standing: Standing
    /// The function: `links.create`.
    package var call: String
    package var service: String
    /// What is recorded, in words; nil of a new one.
    package var recorded: String?
    /// The call as the script makes it now; nil of one that it does not make.
    package var asked: String?
    /// How far the recorded one is; nil of a new one.
    package var state: StepState?
    /// The first thing that differs, with both values.
    package var difference: String?
    /// Where the script asks for it: `move.lua:14`.
    package var location: String?
    /// Whether a resumed run refuses it, because the recorded one was sent and another would be a second.
    package var isRefused = false
    /// Whether the script has not come to its item, which the input does not hold.
    package var isAbsent = false
    /// Whether it is recorded of another item, so that a resumed run does not know it.
    package var isMoved = false
    /// What it does.
    let deed: Deed

    /// What a step does, by which it is known again.
    struct Deed: Hashable {
        let call: String
        let service: String
        let arguments: [UInt8]
        let content: String
    }

    /// Whether it asks a service for something, unlike `bulk.once`.
    var isWrite: Bool { call != OnceStep.call }
}
