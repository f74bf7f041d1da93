import SQLite

extension RunJournal {
    /// Notes that a pass has met every item that there is: those that it has not met leave the counts.
    ///
    /// Their record stays, and they come back when a pass meets them again. An item in doubt, or with a step that may
    /// have happened, stays in the counts. Costs next to nothing when all were met.
    ///
    /// - Returns: How many have left now.
    @discardableResult package func noteWhole(_ pass: ItemPass) throws -> Int {
        let (missing, returned) = pass.differences()
        if missing.isEmpty, returned.isEmpty { return 0 }
        return try Int(
            writer.makeNow(durable: false) { db, _ in
                for ordinal in returned {
                    try db.run(
                        "UPDATE item SET state = state - \(ItemState.gone) WHERE id = ? AND \(StateSQL.gone)", ordinal)
                }
                var count = 0
                for ordinal in missing {
                    try db.run(
                        """
                        UPDATE item SET state = state + \(ItemState.gone)
                        WHERE id = ?1 AND \(StateSQL.present) AND state != ?2 AND NOT EXISTS
                            (SELECT 1 FROM step WHERE item = ?1 AND \(StateSQL.presentStep) AND \(StateSQL.openStep))
                        """, ordinal, ItemState.uncertain)
                    count += db.changes
                }
                return Int64(count)
            })
    }
}
