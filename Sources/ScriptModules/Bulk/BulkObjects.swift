import ApiClients
import DurableRuns
import LuaBridge
import TerminalText
import TextFormats

/// A run as its loop holds it.
final class BulkRun: LuaObject {
    static let luaTypeName = "bulk.Run"

    let run: DurableRun
    let console: Console
    /// The columns of the items' source in order; empty where they are not known.
    let columns: [String]
    /// What services had let through when it began.
    let uses: [LinksService: PacingStatistics]

    init(_ run: DurableRun, console: Console, columns: [String], uses: [LinksService: PacingStatistics]) {
        self.run = run
        self.console = console
        self.columns = columns
        self.uses = uses
    }

    /// The cells of the item at index 2 of a call, for the table of the run.
    func cells(of content: LuaValue, _ call: borrowing LuaCall) -> [ItemCell] {
        if run.options.isSingle { return [] }
        // A list of rows knows their columns as well.
        let order = columns.isEmpty ? CSVRowColumns.of(call, at: 2) : columns
        return PlainCells.of(content, alone: "item", order: order)
    }
}

/// An item as the loop holds it, with what the script brought.
final class BulkItem: LuaObject {
    static let luaTypeName = "bulk.Item"

    let item: ActiveItem
    let content: LuaValue

    init(_ item: ActiveItem, _ content: LuaValue) {
        self.item = item
        self.content = content
    }
}

/// A step of `bulk.once` whose function is being called.
final class BulkStep: LuaObject {
    static let luaTypeName = "bulk.Step"

    let once: OnceStep
    let mustNotRepeat: Bool

    init(_ once: OnceStep, mustNotRepeat: Bool) {
        self.once = once
        self.mustNotRepeat = mustNotRepeat
    }
}
