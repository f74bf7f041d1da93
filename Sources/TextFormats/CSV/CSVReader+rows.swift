import CCSV
import LuaBridge

/// Records as rows of Lua.
extension CSVReader {
    /// Records of more bytes are pushed only if the script may hold that much more.
    private static let smallRow = 16 * 1024
    /// What a field takes in Lua beside its text.
    private static let fieldSize = 64

    /// What ``pushNext(onto:_:)`` has pushed.
    enum Pushed {
        case nothing
        /// A row and its place, and what is wrong with it where that does not end the reading.
        case row(flaw: String?)
    }

    /// Pushes the next record and its place in the file as Lua has them, or nothing at the end of the file.
    ///
    /// Uses six places of the stack. In a function that keeps a value, which becomes the plan's keys.
    mutating func pushNext(onto L: OpaquePointer, _ plan: CSVPlan) throws(CSVError) -> Pushed {
        // Nearly all rows go this way: each step between Swift and C costs as much as a field.
        if heldBlanks == 0, let width {
            let fit = ccsv_push_next(
                L, cursor.pointer, plan.pointer, LuaFunction.keptValue, width,
                max(0, Self.smallRow - width * Self.fieldSize), UInt64(line))
            if fit >= 0 { return try finishRow(fit, flaw: nil, plan) }
        }
        switch try findNext() {
        case .none: return .nothing
        case .blank(let line):
            ccsv_push_blank(L, plan.pointer, LuaFunction.keptValue, UInt64(line))
            return .row(flaw: nil)
        case .record(let flaw):
            try requireMemory()
            let fit = ccsv_push_row(L, cursor.pointer, plan.pointer, LuaFunction.keptValue, UInt64(line))
            return try finishRow(fit, flaw: flaw, plan)
        }
    }

    /// Consumes the row that was pushed; `fit` is the place in the plan of the first field that is not of its type.
    @inline(__always)
    private mutating func finishRow(_ fit: Int, flaw: String?, _ plan: CSVPlan) throws(CSVError) -> Pushed {
        guard fit < plan.columns.count else {
            consume()
            return .row(flaw: flaw)
        }
        let misfit = misfit(plan.columns[fit])
        if refusesRagged { throw misfit }
        consume()
        return .row(flaw: flaw ?? misfit.message)
    }

    /// Lua's allocator does not refuse while a row is pushed: what is more than a little is asked for before.
    private func requireMemory() throws(CSVError) {
        let length = cursor.pointer.pointee.next - cursor.pointer.pointee.start
        let wanted = length + cursor.fieldCount * Self.fieldSize
        guard wanted > Self.smallRow, let memory else { return }
        do throws(LuaLimitError) { try memory.require(wanted) } catch { throw tooLarge(error) }
    }

    private mutating func misfit(_ column: CSVPlan.Column) -> CSVError {
        let text = String(decoding: cursor.field(column.field).prefix(40), as: UTF8.self)
        return error("column '\(column.name)': \(LuaValue.string(text).literal) is not \(column.type.words)")
    }
}
