/// How a run is processed.
package struct RunOptions: Sendable {
    /// What becomes of an item whose content changed since it was done.
    package enum ChangeHandling: String, Sendable, CaseIterable {
        case warn, redo, skip
    }

    package var onChange = ChangeHandling.warn
    /// How many items may fail before the run is given up; nil for any number.
    package var maxFailures: Int?
    /// Whether the record is emptied first.
    package var isFresh = false
    /// Whether several hosts share its items.
    package var isShared = false
    /// Whether a row that cannot be an item ends the run.
    package var stopsAtBadRow = false
    /// Whether the script names the items, so that a change of their content shows.
    package var hasKeys = false
    /// Whether it is one function's, whose caller gets its error.
    package var isSingle = false
    /// How many items there are, where that is known.
    package var total: Int?

    /// The options of a run that nothing was said about.
    package init() {}
}
