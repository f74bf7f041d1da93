package import FoundationEssentials
import SQLite
import Timekeeping

/// What a journal holds of a step.
package struct StepRecord: Sendable, Hashable {
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
    package let state: StepState
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
        guard let state = try StepState(rawValue: row.get(6, as: Int.self)),
            let sequel = try Sequel(rawValue: row.get(7, as: Int.self))
        else { throw SQLiteError(.corrupt, "a step has a state that does not exist") }
        self.state = state
        self.sequel = sequel
        isLasting = try row.get(8, as: Int.self) != 0
        begun = try Date(row.get(9, as: ServiceInstant.self))
        changed = try Date(row.get(10, as: ServiceInstant.self))
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

/// What a journal knows of a step that is about to be done: its state, and the texts that belong to it.
package struct StepStanding: Sendable, Hashable {
    /// How far it is; nil if nothing is recorded of it.
    package let state: StepState?
    /// What was about to be sent, as JSON text, of a step that may have happened or was refused.
    package let intent: String?
    /// The result as JSON text, of a step that is done; nil if it was closed by hand without one.
    package let result: String?
    /// The error as JSON text, of a step that was refused.
    package let error: String?

    private init(_ state: StepState?, intent: String? = nil, result: String? = nil, error: String? = nil) {
        self.state = state
        self.intent = intent
        self.result = result
        self.error = error
    }

    /// Nothing is recorded.
    package static let new = StepStanding(nil)

    /// It is done.
    package static func done(result: String?) -> StepStanding { StepStanding(.done, result: result) }

    /// It may have happened; `isUncertain` if an earlier attempt to find out failed.
    package static func open(intent: String?, isUncertain: Bool) -> StepStanding {
        StepStanding(isUncertain ? .uncertain : .intended, intent: intent)
    }

    /// It is known not to have happened.
    package static func refused(intent: String?, error: String?) -> StepStanding {
        StepStanding(.refused, intent: intent, error: error)
    }

    /// Whether it may have happened.
    package var isOpen: Bool { state?.isOpen ?? false }
}
