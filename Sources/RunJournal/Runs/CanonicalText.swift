extension Sequence<String> {
    /// The texts as one, each with its length in bytes before it, so that no two lists give the same.
    ///
    /// The file names of runs, their locks and the names of their links are made from it: it must never
    /// change.
    package var canonicalText: String { map { "\($0.utf8.count):\($0)" }.joined() }
}
