/// What the writer knows between transactions; a transaction that fails leaves no trace in it.
struct WriterSession {
    /// Transactions that are flushed or were asked to be.
    var transactions: Int64
    /// Steps in the journal.
    var steps: Int64
    /// The number of the item that finished last.
    var sequence: Int64
    /// Items that were begun since the journal was opened and have not finished.
    var begun: Set<Int64> = []
    /// Keys of items that the open transaction has begun for the first time.
    var written: [ItemKey] = []
}
