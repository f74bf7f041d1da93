package import FoundationEssentials
import SQLite

/// What a journal holds of a step.
package struct StepRecord: Sendable, Hashable {
    /// How far a step is.
    package enum State: Int, Sendable, Hashable, Codable {
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

    /// Whether something follows a step that is done, such as the ingestion of an upload.
    package enum Sequel: Int, Sendable, Hashable, Codable {
        /// Nothing does.
        case none = 0
        /// It does, and its end is not recorded.
        case awaited = 1
        /// It did, and ended well.
        case ended = 2
    }

    /// The call.
    package let call: String
    /// The service; empty for a step that asks none, and for links in a journal of version 1.
    package let service: String
    /// The hash of its arguments.
    package let arguments: [UInt8]
    /// What it sends; see ``Step/content``.
    package let content: String
    /// Its number among equal steps; negative for what an item made before it was done again.
    package let occurrence: Int
    /// Where it was asked for first.
    package let place: String
    /// How far it is.
    package let state: State
    /// What follows it.
    package let sequel: Sequel
    /// Whether it makes something that stays.
    package let isLasting: Bool
    /// When it was intended first.
    package let begun: Date
    /// When something was recorded of it last.
    package let changed: Date
    /// JSON texts.
    package let intent, error, result: String?

    static let columns = """
        call, service, arguments, content, occurrence, place, state, sequel, lasting, begun, changed, intent, error, \
        result
        """

    init(_ row: borrowing Row) throws {
        call = try row.get(0, as: String.self)
        service = try row.get(1, as: String.self)
        arguments = try row.get(2, as: [UInt8].self)
        content = try row.get(3, as: String.self)
        occurrence = try row.get(4, as: Int.self)
        place = try row.get(5, as: String.self)
        guard let state = try State(rawValue: row.get(6, as: Int.self)),
            let sequel = try Sequel(rawValue: row.get(7, as: Int.self))
        else { throw SQLiteError(.corrupt, "a step has a state that does not exist") }
        self.state = state
        self.sequel = sequel
        isLasting = try row.get(8, as: Int.self) != 0
        begun = try Date(milliseconds: row.get(9, as: Int64.self))
        changed = try Date(milliseconds: row.get(10, as: Int64.self))
        intent = try row.get(11, as: String?.self)
        error = try row.get(12, as: String?.self)
        result = try row.get(13, as: String?.self)
    }

    /// The step that it is a record of.
    package func step(of item: RunItem) -> Step {
        Step(
            item, call: call, service: service, arguments: arguments, content: content, occurrence: occurrence,
            place: place, isLasting: isLasting)
    }

    /// What it means before the step is done.
    package var standing: StepStanding {
        switch state {
        case .done: .done(result: result)
        case .refused: .refused(intent: intent, error: error)
        case .intended, .uncertain: .open(intent: intent, isUncertain: state == .uncertain)
        }
    }
}

/// What a journal knows of a step that is about to be done.
package enum StepStanding: Sendable, Hashable {
    /// Nothing.
    case new
    /// It is done; its result as JSON text, nil if it was closed by hand without one.
    case done(result: String?)
    /// It may have happened: its intent as JSON text, and whether an earlier attempt to find out failed.
    case open(intent: String?, isUncertain: Bool)
    /// It is known not to have happened: its intent and error as JSON text.
    case refused(intent: String?, error: String?)
}
