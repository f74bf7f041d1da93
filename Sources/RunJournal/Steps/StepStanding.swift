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
