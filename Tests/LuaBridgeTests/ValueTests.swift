import LuaBridge
import Testing

/// Values cross the border unharmed, or are refused.
struct ValueTests {
    @Test(arguments: [
        LuaValue.integer(.min), .integer(.max), .number(0.1), .number(-0.0), .number(3), .boolean(false), .null,
        .string(""), .string("a\0b"), .string("żółć 🇸🇬"), .bytes([0xFF, 0x00, 0x80]),
        .table([]), .table([1, 2, 3]), .table(["a": 1, "b": .table(["c": .null])]),
        .table(LuaTable(array: [1, "x"], fields: [.integer(9): true, .number(0.5): 2, .boolean(true): 3, "k": 4])),
    ])
    func roundTrips(_ value: LuaValue) async throws {
        let result = try await LuaThread.run { try Interpreter().run("return ...", value) }
        #expect(result == [value])
    }

    @Test func integersAndFloatsKeepTheirSubtype() async throws {
        let result = try await LuaThread.run {
            try Interpreter().run("local a, b = ... return math.type(a), math.type(b), a, b", .integer(3), .number(3))
        }
        #expect(result == ["integer", "float", .integer(3), .number(3)])
    }

    @Test func whatCannotBeCopiedIsKnownByItsType() async throws {
        let result = try await LuaThread.run {
            try Interpreter().run("return echo({ print, coroutine.create(print), io.stdout })")
        }
        #expect(result == [.table([.nil, .nil, .nil])] || result == [.table([])])
        let copied = try await LuaThread.run {
            try Interpreter().run("return { f = print, t = coroutine.create(print) }")
        }
        #expect(copied == [.table(["f": .opaque(.function), "t": .opaque(.thread)])])
    }

    @Test func stringsAreKeysByTheirBytes() {
        let composed = LuaValue.string("\u{E9}"), decomposed = LuaValue.string("e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed, composed]).count == 2)
    }

    @Test func cyclesAreErrors() async throws {
        let error = try await LuaThread.run { try Interpreter().error(of: "local t = { a = {} } t.a.b = t echo(t)") }
        #expect(error == "test.lua:1: a table contains itself")
    }

    @Test func sharedTablesAreNot() async throws {
        let result = try await LuaThread.run { try Interpreter().run("local t = { 1 } return { t, t }") }
        #expect(result == [.table([.table([1]), .table([1])])])
    }

    @Test func depthIsLimited() async throws {
        let error = try await LuaThread.run {
            try Interpreter().error(of: "local t = {} for i = 1, 250 do t = { t } end echo(t)")
        }
        #expect(error == "test.lua:1: tables are nested more than 200 deep")
        let fits = "local t = {} for i = 1, 198 do t = { t } end echo(t)"
        #expect(try await LuaThread.run { try Interpreter().error(of: fits) } == "no error, but []")
    }

    @Test func longLinesPass() async throws {
        let result = try await LuaThread.run { try Interpreter().run("return #echo(('x'):rep(10 << 20) .. '\\n')") }
        #expect(result == [.integer((10 << 20) + 1)])
    }

    @Test func keysThatLuaRefusesAreDropped() async throws {
        let odd = LuaValue.table(LuaTable(fields: [.number(.nan): 1, .nil: 2, "a": 3]))
        #expect(try await LuaThread.run { try Interpreter().run("return ...", odd) } == [.table(["a": 3])])
    }

    @Test func nullPrintsAsNull() async throws {
        #expect(try await LuaThread.run { try Interpreter().run("return tostring(null)") } == ["null"])
    }

    @Test func precisionIsNeverLostInSilence() {
        #expect(throws: LuaMismatch("expected integer, got the float 1.5")) { try Int(lua: .number(1.5)) }
        #expect(
            throws: LuaMismatch("expected number, got the integer 9007199254740993, which no float can hold exactly")
        ) {
            try Double(lua: .integer(9_007_199_254_740_993))
        }
        #expect(throws: LuaMismatch("[2]: expected integer, got string")) { try [Int](lua: .table([1, "2"])) }
        #expect(throws: LuaMismatch(".a[1]: expected boolean, got nil")) {
            try [String: [Bool]](lua: .table(["a": .table([.nil])]))
        }
    }
}
