package import LineEditor

/// What a line may go on with; the line editor's own type.
package typealias ReplCompletion = LineCompletion
