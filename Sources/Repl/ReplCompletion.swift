package import LineEditor

/// How a line may continue; the line editor's own type.
package typealias ReplCompletion = LineCompletion
