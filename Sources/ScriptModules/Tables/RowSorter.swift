import CRows
import Catalogue
import LuaBridge
import Synchronization
import SystemFiles

/// The rows that `tables.sort` collects, and gives back in order.
///
/// At most ``bytesHeld`` of them are in memory; the others wait in a file that has no name and ends with the sorter.
final class RowSorter: LuaObject {
    static let luaTypeName = "tables.Sorter"

    /// The most bytes of rows that are held at once.
    static let bytesHeld = 16 << 20
    /// A sorter takes no more than this part of what the script may still hold.
    private static let part = 8
    private static let fewestBytes = 64 << 10
    /// Rows of more bytes are pushed only if the script may hold that much more.
    private static let smallRow = 16 << 10

    private struct State: ~Copyable {
        var rows: SortedRows
        var spill: OpenFile?
        var hold: LuaMemoryHold
    }

    private let files: FileAccess
    private let memory: LuaMemory?
    private let state: Mutex<State>
    private let isBusy = Atomic(false)

    init(isDescending: Bool, hasNumbers: Bool, files: FileAccess, memory: LuaMemory?) throws {
        self.files = files
        self.memory = memory
        let limit = memory.map { max(Self.fewestBytes, min(Self.bytesHeld, $0.available / Self.part)) }
        guard let rows = SortedRows(limit: limit ?? Self.bytesHeld, isDescending: isDescending, hasNumbers: hasNumbers)
        else { throw LuaLimitError.memory }
        state = Mutex(State(rows: rows, spill: nil, hold: LuaMemoryHold(memory)))
    }

    /// Takes the row at 2 of the stack, its place at 3, its key at 4, the number of the key's values at 5 (negative for
    /// one value that is no list); the table of metatables stands at 6.
    func add(_ call: borrowing LuaCall) throws {
        let L = call.L
        let parts = Int32(clamping: Int(try call.number(at: 5)))
        try exclusively { state in
            let result = crow_add(L, state.rows.pointer, 2, parts, 6)
            try count(&state)
            switch result {
            case CROW_OK: return
            case CROW_FULL: try spill(&state)
            case CROW_FOREIGN: throw fault("a row has a value that is neither text, number, boolean nor table")
            case CROW_DEEP: throw fault("the tables in a row are nested more than 100 levels deep")
            case CROW_BAD_KEY: throw fault("the key of a row is neither text, number nor boolean")
            default: throw LuaLimitError.memory
            }
        }
    }

    /// No more rows come.
    func finish() throws {
        try exclusively { state in
            if state.spill != nil { try spill(&state) }
            try check(crow_finish(state.rows.pointer), &state, isWriting: false)
            try count(&state)
        }
    }

    /// Pushes the next row and its place, or nil; the table of metatables stands at 2 of the stack.
    func pushNext(_ call: borrowing LuaCall) throws -> LuaAnswer {
        let L = call.L
        // A push may collect garbage, whose finalisers are scripts' functions and may call anything.
        guard !isBusy.exchange(true, ordering: .relaxed) else { throw Self.isInUse }
        defer { isBusy.store(false, ordering: .relaxed) }
        return try state.withLock { state in
            var size = 0
            let result = crow_next(state.rows.pointer, &size)
            try check(result, &state, isWriting: false)
            if result == CROW_END {
                try call.push(.nil)
                return .pushed(1)
            }
            try count(&state)
            if size > Self.smallRow { try memory?.require(3 * size) }
            guard crow_push(L, state.rows.pointer, 2) else { throw fault("there is no room on Lua's stack") }
            return .pushed(2)
        }
    }

    private func exclusively(_ body: (inout sending State) throws -> Void) throws {
        guard !isBusy.exchange(true, ordering: .relaxed) else { throw Self.isInUse }
        defer { isBusy.store(false, ordering: .relaxed) }
        try state.withLock { state in try body(&state) }
    }

    private func spill(_ state: inout State) throws {
        if state.spill == nil { state.spill = try files.openTemporary() }
        guard let descriptor = state.spill?.descriptor else { return }
        try check(crow_spill(state.rows.pointer, descriptor), &state, isWriting: true)
        try count(&state)
    }

    private func count(_ state: inout State) throws {
        let held = crow_held(state.rows.pointer)
        if held > state.hold.count { try state.hold.add(held - state.hold.count) }
    }

    /// Must follow the call at once, since it asks for `errno`.
    private func check(_ result: crow_result, _ state: inout State, isWriting: Bool) throws {
        if result == CROW_OK { return }
        let failure = SystemError()
        // The sorter holds nothing any more; a script may keep it for long.
        state.spill = nil
        state.hold = LuaMemoryHold(memory)
        switch result {
        case CROW_END: return
        case CROW_FAILED:
            var error = fault("the temporary file cannot be \(isWriting ? "written" : "read"): \(failure.words)")
            error.unusable = FileFault(failure.number, isWriting: isWriting)
            throw error
        default: throw LuaLimitError.memory
        }
    }

    private func fault(_ words: String) -> ScriptError {
        ScriptError(.data, "tables.sort: \(words)", call: "tables.sort")
    }

    private static let isInUse = ScriptError(
        .usage, "tables.sort: a __gc handler cannot use rows that are being sorted", call: "tables.sort")
}

/// C's sorter, with one owner.
private struct SortedRows: ~Copyable, @unchecked Sendable {
    // Unchecked: only this value, which is never copied, reaches what the pointer points to.
    let pointer: OpaquePointer

    init?(limit: Int, isDescending: Bool, hasNumbers: Bool) {
        guard let pointer = crow_new(limit, isDescending, hasNumbers) else { return nil }
        self.pointer = pointer
    }

    deinit { crow_free(pointer) }
}
