import LuaBridge
import TestSupport

/// Values of every kind that JSON has, from a seed.
enum JSONSample {
    static func value(_ random: inout SeededGenerator, depth: Int = 0) -> LuaValue {
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

    private static func text(_ random: inout SeededGenerator, excludingNull: Bool) -> String {
        let characters =
            ["a", "\"", "\\", "\n", "\u{1}", "\u{7F}", "é", "😀", "\u{2028}", "\u{FEFF}", "/"]
            + (excludingNull ? [] : ["\0"])
        return (0..<Int.random(in: 0..<8, using: &random)).map { _ in characters.randomElement(using: &random) ?? "" }
            .joined()
    }
}
