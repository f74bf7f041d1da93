import LuaBridge
import TestSupport
import Testing
import TextFormats

/// JSON on Lua's stack beside JSON by way of Swift's values.
struct LuaJSONTests {
    /// Runs a script with `decode`, `plain` and `pretty`, which is given the text.
    private func call(_ script: String, _ text: [UInt8]) throws -> [LuaValue] {
        let state = try LuaState(memoryLimit: 64 << 20, clock: .virtual)
        state.bindToCurrentThread()
        try state.open(.sandboxed)
        state.register(LuaFunction("decode") { call in try LuaJSON.decode(call, textAt: 1) })
        for (name, pretty, empty) in [("plain", false, JSON.EmptyTable.object), ("pretty", true, .array)] {
            state.register(
                LuaFunction(name) { call in try LuaJSON.encode(call, valueAt: 1, pretty: pretty, empty: empty) })
        }
        return try state.scheduler.run(script.utf8, name: "=t", arguments: [LuaValue(bytes: text)])
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>) func bothWaysAgree(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = JSONSample.value(&random)
        let text = try JSON.encode(original)
        let values = try call("local v = decode(...) return v, plain(v), pretty(v)", text)
        let pretty = try JSON.encode(original, pretty: true, empty: .array)
        #expect(values == [original, LuaValue(bytes: text), LuaValue(bytes: pretty)])
    }

    /// A text with a few bytes changed, dropped or doubled is the same value both ways, or the same error.
    @Test(arguments: 1...200 as ClosedRange<UInt64>) func damagedTextsHaveOneVerdict(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var text = try JSON.encode(JSONSample.value(&random))
        for _ in 0..<Int.random(in: 1...3, using: &random) where !text.isEmpty {
            let place = Int.random(in: 0..<text.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: text[place] = Array("\"\\{}[]:,0e-.\u{1}xé".utf8).randomElement(using: &random) ?? 0
            case 1: text.remove(at: place)
            default: text.insert(text[place], at: place)
            }
        }
        let found = Result { try call("return decode(...)", text).first }
        let expected = Result { try JSON.decode(text) }
        switch (found, expected) {
        case (.success(let found), .success(let expected)): #expect(found == expected)
        case (.failure(let found), .failure(let expected)): #expect("\(found)".contains("\(expected)"))
        default: Issue.record("\(String(decoding: text, as: UTF8.self)): \(found), expected \(expected)")
        }
    }
}
