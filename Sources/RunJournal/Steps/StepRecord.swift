public import FoundationEssentials
import SQLite

/// What a journal holds of a step.
public struct StepRecord: Sendable, Hashable {
    /// How far a step is.
    public enum State: Int, Sendable, Hashable, Codable {
        /// Its intent is recorded, its end is not.
        case intended = 0
        /// Done.
        case done = 1
        /// What it did cannot be known.
        case uncertain = 2
        /// Known not to have happened.
        case refused = 3
    }

    /// The task's path and the step's number in it.
    public let path: String
    /// Its number among the steps of its task.
    public let ordinal: Int
    /// How far it is.
    public let state: State
    /// The call.
    public let call: String
    /// The hash of its arguments.
    public let arguments: [UInt8]
    /// When it was intended first.
    public let begun: Date
    /// When something was recorded of it last.
    public let changed: Date
    /// JSON texts.
    public let intent, error, result: String?

    static let columns = "path, ordinal, state, call, arguments, begun, changed, intent, error, result"

    init(_ row: borrowing Row) throws {
        path = try row.get(0, as: String.self)
        ordinal = try row.get(1, as: Int.self)
        guard let state = try State(rawValue: row.get(2, as: Int.self)) else {
            throw SQLiteError(.corrupt, "a step has a state that does not exist")
        }
        self.state = state
        call = try row.get(3, as: String.self)
        arguments = try Array(row.get(4, as: [UInt8].self))
        begun = try Date(milliseconds: row.get(5, as: Int64.self))
        changed = try Date(milliseconds: row.get(6, as: Int64.self))
        intent = try row.get(7, as: String?.self)
        error = try row.get(8, as: String?.self)
        result = try row.get(9, as: String?.self)
    }
}

extension StepRecord {
    /// What it means for a step that is about to be done at its place.
    ///
    /// - Throws: ``JournalError`` with code `changed`, if another call or other arguments may have been sent there.
    func standing(for step: Step) throws -> StepStanding {
        if state == .refused { return .refused(intent: intent, error: error) }
        guard call == step.call else {
            throw JournalError(
                .changed, "\(step.item.title): \(step.place) was \(call) and is now \(step.call)",
                hint: Self.changedHint)
        }
        guard arguments == step.arguments else {
            throw JournalError(
                .changed, "\(step.item.title): \(step.place) was \(call) with other arguments than it has now",
                hint: Self.changedHint)
        }
        return state == .done ? .done(result: result) : .open(intent: intent, isUncertain: state == .uncertain)
    }

    private static let changedHint =
        "An item that was begun must take the same path again; put the script or its data back, or use a new run."
}
