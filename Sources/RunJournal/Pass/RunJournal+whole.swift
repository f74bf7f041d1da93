import SQLite

extension RunJournal {
    /// Notes that a pass begins, or that it has reached the end of its input; see ``JournalReader/lastPassWasWhole``.
    package func notePass(isWhole: Bool) throws {
        try setMetadata(JournalReader.passEntry, to: isWhole ? JournalReader.wholePass : "begun")
    }

    /// Notes that a pass has met every item that there is: those that it has not met leave the counts.
    ///
    /// Their record stays, and they come back when a pass meets them again. An item in doubt, or with a step that may
    /// have happened, stays in the counts. The order of the input is noted as well, for tables; see
    /// ``InputOrderCursor``. Costs next to nothing when all were met in their old order.
    ///
    /// - Returns: How many have left now.
    @discardableResult package func noteWhole(_ pass: ItemPass) throws -> Int {
        try keepOrder(pass.inputOrder())
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

extension JournalReader {
    /// Whether the last pass reached the end of its input; false also where that was not noted, as by earlier versions.
    package var lastPassWasWhole: Bool {
        get throws { try metadata(Self.passEntry) == Self.wholePass }
    }

    static let passEntry = "last pass"
    static let wholePass = "whole"
}
