import CLua
import CRows
import Glibc
import LuaBridge

extension FuzzTarget {
    /// The sorter of `tables.sort`, with few bytes in memory, so that most rows go through its file.
    ///
    /// The first bytes choose order, keys and how much is held; the rest makes the rows. They must come back as they
    /// were, in the order that a plain sort gives them.
    static let sort = FuzzTarget(name: "sort") {
        let bench = try SorterBench()
        return { input in
            var source = ByteSource(input)
            let choice = source.next()
            let order = SortOrder(isDescending: choice & 1 == 1, hasNumbers: choice & 2 == 2)
            var rows: [SortedRow] = []
            while !source.isEmpty, rows.count < 100 {
                let keys = (0..<choice / 4 % 4).map { _ in value(&source, depth: 3) }
                rows.append(SortedRow(keys: keys, content: .table(["row": value(&source, depth: 0)])))
            }
            do {
                let found = try bench.sorted(rows, order, limit: 64 << (choice / 16 % 8))
                let places = rows.indices.sorted { a, b in
                    let isBefore = order.isBefore(rows[a].keys, rows[b].keys)
                    return isBefore || a < b && !order.isBefore(rows[b].keys, rows[a].keys)
                }
                let expected = places.map { SortedRow.Found(place: $0, content: rows[$0].content) }
                return found == expected ? nil : "sorted \(found.map(\.place)), expected \(places)"
            } catch {
                return "cannot be sorted: \(error)"
            }
        }
    }

    private static let integers: [Int64] = [
        .max, .min, .max - 1, 9_007_199_254_740_992, 9_007_199_254_740_993, -9_007_199_254_740_993,
    ]
    private static let numbers: [Double] = [
        -0.0, 0.5, 0x1p63, -0x1p63, 0x1p53, .infinity, -.infinity, 1e300, .leastNonzeroMagnitude,
    ]
    private static let texts: [String] = [
        "1", "1.0", "-7", "1e3", "007", " 1", "0x10", "", "z", "9223372036854775808",
    ]

    /// A key has no tables: `depth` is 3 for it.
    private static func value(_ source: inout ByteSource, depth: Int) -> LuaValue {
        let choice = source.next()
        switch choice % 8 {
        case 0: return .integer(Int64(truncatingIfNeeded: choice / 8 - 8))
        case 1: return .integer(source.pick(integers))
        case 2: return .number(source.pick(numbers))
        case 3: return .boolean(choice >= 128)
        case 4: return .null
        case 5: return LuaValue(bytes: (0..<choice / 8).map { _ in UInt8(source.next()) })
        case 6: return .string(source.pick(texts))
        default:
            guard depth < 3 else { return .string("\(choice)") }
            var fields: [LuaValue: LuaValue] = [:]
            for index in 0..<choice / 8 % 4 {
                fields[LuaValue.string("k\(index)")] = value(&source, depth: depth + 1)
            }
            return .table(LuaTable(fields: fields))
        }
    }
}

private struct SortedRow {
    struct Found: Equatable {
        var place: Int
        var content: LuaValue
    }

    var keys: [LuaValue]
    var content: LuaValue
}

/// The order of keys, by the words of `CRows.h`.
private struct SortOrder {
    var isDescending: Bool
    var hasNumbers: Bool

    func isBefore(_ a: [LuaValue], _ b: [LuaValue]) -> Bool {
        for (left, right) in zip(a, b) {
            if isBefore(left, right) { return !isDescending }
            if isBefore(right, left) { return isDescending }
        }
        return false
    }

    private func isBefore(_ a: LuaValue, _ b: LuaValue) -> Bool {
        let (left, right) = (rank(a), rank(b))
        guard left.rank == right.rank else { return left.rank < right.rank }
        switch (left.value, right.value) {
        case (.integer(let a), .integer(let b)): return a < b
        case (.number(let a), .number(let b)): return a < b
        case (.integer(let a), .number(let b)): return Self.isLess(a, b)
        case (.number(let a), .integer(let b)): return Self.isLess(a, b)
        default: return bytes(left.value).lexicographicallyPrecedes(bytes(right.value))
        }
    }

    // Exact, although an integer as a float may be rounded: a float that is equal to it then is an integer itself, or
    // 2^63.
    private static func isLess(_ a: Int64, _ b: Double) -> Bool {
        guard Double(a) == b else { return Double(a) < b }
        return Int64(exactly: b).map { a < $0 } ?? true
    }

    private static func isLess(_ a: Double, _ b: Int64) -> Bool {
        guard a == Double(b) else { return a < Double(b) }
        return Int64(exactly: a).map { $0 < b } ?? false
    }

    private func rank(_ value: LuaValue) -> (rank: Int, value: LuaValue) {
        switch value {
        case .boolean(let flag): return (flag ? 3 : 2, .null)
        case .integer, .number: return (4, value)
        case .string(let text):
            guard hasNumbers, let number = Self.decimal(text) else { return (6, value) }
            return (4, number)
        case .bytes: return (6, value)
        default: return (1, .null)
        }
    }

    private static func decimal(_ text: String) -> LuaValue? {
        guard !text.isEmpty, text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
        if text.utf8.allSatisfy({ "0123456789+-".utf8.contains($0) }), let integer = Int64(text) {
            return .integer(integer)
        }
        return Double(text).map { .number($0) }
    }

    private func bytes(_ value: LuaValue) -> [UInt8] {
        switch value {
        case .string(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        default: []
        }
    }
}

/// An interpreter in which rows are sorted.
private final class SorterBench {
    private let state: LuaState
    private let program: [UInt8]
    private static let code = """
        local add, following, rows, kinds, found = add_row, next_row, ..., {}, {}
        for index, row in ipairs(rows) do add(row.content, index - 1, row.keys, #row.keys, kinds) end
        while true do
          local row, place = following(kinds)
          if row == nil then return found end
          found[#found + 1] = { row, place }
        end
        """

    // Unchecked: one thread has it, for the length of a call.
    private final class Sorter: @unchecked Sendable {
        var pointer: OpaquePointer?
        var file: Int32 = -1
        var isFinished = false

        func check(_ result: crow_result) throws {
            guard result == CROW_OK else { throw LuaError(.runtime, "the sorter says \(result.rawValue)") }
        }
    }

    private let sorter = Sorter()

    init() throws {
        state = try LuaState(memoryLimit: 1 << 26, clock: .virtual)
        try state.open(.sandboxed)
        program = Array(Self.code.utf8)
        var path = Array("/dev/shm/file-XXXXXX".utf8CString)
        sorter.file = mkstemp(&path)
        unlink(path)
        let sorter = sorter
        state.register(
            LuaFunction("add_row") { call in
                let count = Int32(try call.integer(at: 4))
                let result = crow_add(call.L, sorter.pointer, 1, count, 5)
                if result == CROW_FULL {
                    try sorter.check(crow_spill(sorter.pointer, sorter.file))
                } else {
                    try sorter.check(result)
                }
                return .nothing
            })
        state.register(
            LuaFunction("next_row") { call in
                if !sorter.isFinished {
                    sorter.isFinished = true
                    if lseek(sorter.file, 0, SEEK_CUR) > 0 {
                        try sorter.check(crow_spill(sorter.pointer, sorter.file))
                    }
                    try sorter.check(crow_finish(sorter.pointer))
                }
                var size = 0
                let result = crow_next(sorter.pointer, &size)
                guard result != CROW_END else { return .nothing }
                try sorter.check(result)
                guard crow_push(call.L, sorter.pointer, 1) else { throw LuaError(.runtime, "no room") }
                return .pushed(2)
            })
    }

    func sorted(_ rows: [SortedRow], _ order: SortOrder, limit: Int) throws -> [SortedRow.Found] {
        sorter.pointer = crow_new(limit, order.isDescending, order.hasNumbers)
        sorter.isFinished = false
        defer { crow_free(sorter.pointer) }
        guard ftruncate(sorter.file, 0) == 0, lseek(sorter.file, 0, SEEK_SET) == 0 else { return [] }
        let list = rows.map { row -> LuaValue in
            .table(["content": row.content, "keys": .table(LuaTable(array: row.keys))])
        }
        let results = try state.run(program, name: "=sort", arguments: [.table(LuaTable(array: list))])
        guard case .table(let found) = results.first else { return [] }
        return found.array.map { item in
            guard case .table(let pair) = item, pair.array.count == 2, case .integer(let place) = pair.array[1] else {
                return SortedRow.Found(place: -1, content: item)
            }
            return SortedRow.Found(place: Int(place), content: pair.array[0])
        }
    }
}
