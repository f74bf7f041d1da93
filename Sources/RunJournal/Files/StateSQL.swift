package import SQLite

/// Conditions about states, as statements spell them out so that SQLite finds the partial indexes.
///
/// Statements name states by these or bind them: a number in a statement would say nothing of which state it is, and
/// those of items and of steps differ.
enum StateSQL {
    /// Items that failed or are uncertain, and that the last whole pass contained: the index `trouble`.
    static let trouble = "state >= \(ItemState.failed.rawValue) AND \(present)"
    /// Items that failed, by the same index.
    static let failed = "\(trouble) AND state = \(ItemState.failed.rawValue)"
    /// Items that are not done.
    static let unended = "state % \(ItemState.gone) != \(ItemState.done.rawValue)"
    /// Items that the last whole pass contained.
    static let present = "state < \(ItemState.gone)"
    /// Items that the last whole pass did not contain: the index `gone`.
    static let gone = "state >= \(ItemState.gone)"

    /// Steps that may have happened.
    static let openStep = "state IN (\(StepState.intended.rawValue), \(StepState.uncertain.rawValue))"
    /// Steps that may have happened, or whose sequel is awaited.
    static let unsettledStep = "(\(openStep) OR sequel = \(StepRecord.Sequel.awaited.rawValue))"
    /// Steps of the present start of an item; those of earlier ones have negative numbers.
    static let presentStep = "occurrence > 0"
}

extension ItemState: SQLiteBindable {
    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        rawValue.bind(to: statement, at: index)
    }
}

extension StepState: SQLiteBindable {
    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        rawValue.bind(to: statement, at: index)
    }
}

extension StepRecord.Sequel: SQLiteBindable {
    package func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        rawValue.bind(to: statement, at: index)
    }
}
