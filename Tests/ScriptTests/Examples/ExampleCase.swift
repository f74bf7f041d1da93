import ApiEmulator

/// One example: what it is run on, and what has to come of everything that can happen to it.
struct ExampleCase: Sendable {
    /// Its words after the file, the files around it, the links that are there already.
    ///
    /// A name that ends with `/` is a folder's.
    struct Input: Sendable {
        var words: [String] = []
        var files: [String: String] = [:]
        var links: [LinkSeed] = []
    }

    /// What is done between two starts, and what the second start does then.
    struct Change: Sendable {
        /// Files of the example that are written again.
        var files: [String: String] = [:]
        /// What somebody else does, from another machine.
        var lua = ""
        /// Links made or changed and files sent by the second start.
        var writes = 0
        /// What its output or its warnings hold.
        var says = ""
        var status: Int32 = 0
    }

    /// An input in which there is nothing to do, and what the example says then.
    struct Nothing: Sendable {
        var input = Input()
        var output = ""
        var status: Int32 = 0
        /// What standard error must hold.
        var says = ""
    }

    /// What an example that writes does.
    struct Writing: Sendable {
        /// Links made or changed and files sent by a whole run.
        var writes: Int
        /// Whether it is a durable run, which can be killed at step boundaries.
        var isDurable = true
        /// What a second start writes.
        var again = 0
        /// What a second start must print: that it has found all done.
        var againSays = ""
        /// Its input is edited after a first run.
        var correction: Change
        /// Somebody else edits what it has written before it was killed, and marks that with ``ExampleCase/byHand``.
        var edit: Change
        /// Where it is killed before that, or `end` where it is not; after all steps are recorded if empty.
        var editedAfter: [String] = []
    }

    var input: Input
    var nothing: Nothing
    /// nil for an example that only reads.
    var writing: Writing?

    /// The mark of somebody else's edits.
    static let byHand = "by-hand"
}
