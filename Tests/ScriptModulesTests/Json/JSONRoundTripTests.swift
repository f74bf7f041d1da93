import LuaBridge
import ScriptModules
import TestSupport
import Testing

/// What is encoded is decoded the same.
struct JSONRoundTripTests {
    @Test(arguments: 1...60 as ClosedRange<UInt64>) func whatIsEncodedIsDecoded(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = value(&random, depth: 0)
        #expect(try JSON.decode(JSON.encode(original)) == original)
        #expect(try JSON.decode(JSON.encode(original, pretty: true, empty: .array)) == original)
    }

    private func value(_ random: inout SeededGenerator, depth: Int) -> LuaValue {
        switch Int.random(in: 0..<(depth < 5 ? 9 : 6), using: &random) {
        case 0: return .null
        case 1: return .boolean(.random(using: &random))
        case 2: return .integer(Int64(bitPattern: random.next()))
        case 3: return .integer(.random(in: -10...10, using: &random))
        case 4:
            let number = Double(bitPattern: random.next())
            return .number(number.isFinite ? number : 0)
        case 5: return .string(text(&random, excludingNull: false))
        case 6:
            return .table(
                LuaTable(
                    array: (0..<Int.random(in: 0..<6, using: &random)).map { _ in value(&random, depth: depth + 1) }))
        default:
            var table = LuaTable(array: [])
            for _ in 0..<Int.random(in: 0..<6, using: &random) {
                table[text(&random, excludingNull: true)] = value(&random, depth: depth + 1)
            }
            return .table(table)
        }
    }

    private func text(_ random: inout SeededGenerator, excludingNull: Bool) -> String {
        let characters =
            ["a", "\"", "\\", "\n", "\u{1}", "\u{7F}", "é", "😀", "\u{2028}", "\u{FEFF}", "/"]
            + (excludingNull ? [] : ["\0"])
        return (0..<Int.random(in: 0..<8, using: &random)).map { _ in characters.randomElement(using: &random) ?? "" }
            .joined()
    }
}
