public import LineEditor

/// What a line may go on with; the line editor's own type.
public typealias ReplCompletion = LineCompletion
