/// How far a step of an item is.
///
/// The raw value is what journals hold.
package enum StepState: Int, Sendable, Hashable, Codable, CaseIterable {
    /// Its intent is recorded, its end is not.
    case intended = 0
    /// Done.
    case done = 1
    /// What it did cannot be known.
    case uncertain = 2
    /// Known not to have happened.
    case refused = 3

    /// Whether it may have happened without a record of its end.
    package var isOpen: Bool { self == .intended || self == .uncertain }
}
