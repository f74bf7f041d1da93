import LuaBridge
@testable import ScriptModules
import TestSupport
import Testing

/// The reader in C against one that is slow and plain, on generated files.
struct CSVReferenceTests {
    private static let pieces: [String] = [
        "a", "bc", "\"", "\"\"", ",", ";", "\n", "\r\n", "\r", " ", "é", "\0", "\"x\"", "\",\"", "\"\n\"", "1.5", "",
        "\u{FEFF}", "\"a,b\"", "\"a\"\"b\"", ",,", "\n\n",
    ]

    /// Bytes that are CSV more or less: many rows of the same width, and now and then anything.
    private func file(_ random: inout SeededGenerator) -> [UInt8] {
        let width = Int.random(in: 1...4, using: &random)
        let end = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
        var text = Int.random(in: 0..<8, using: &random) == 0 ? "\u{FEFF}" : ""
        for _ in 0..<Int.random(in: 0...6, using: &random) {
            if Int.random(in: 0..<6, using: &random) == 0 { text += Self.pieces.randomElement(using: &random) ?? "" }
            let fields = (0..<width).map { _ in
                let field = (0..<Int.random(in: 0...2, using: &random)).map { _ in
                    Self.pieces.randomElement(using: &random) ?? ""
                }.joined()
                let isSound = !field.contains { ",;\"\r\n\r\n".contains($0) }
                return isSound ? field : "\"" + field.split(separator: "\"").joined(separator: "\"\"") + "\""
            }
            text += fields.joined(separator: ",") + end
        }
        return Array(text.utf8)
    }

    private struct Outcome: Equatable {
        var rows: [[[UInt8]]] = []
        var lines: [Int] = []
        var error: String?
    }

    private func read(_ file: consuming OpenFile, _ separator: CSVSeparator, _ chunk: Int) -> Outcome {
        var outcome = Outcome()
        do throws(CSVError) {
            var reader = try CSVReader(file, name: "f", header: .none, separator: separator, chunk: chunk)
            while let record = try reader.next() {
                outcome.rows.append(record.fields.map(\.allBytes))
                outcome.lines.append(record.line)
            }
        } catch {
            outcome.error = error.description
        }
        return outcome
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func readsAsTheReferenceDoes(seed: UInt64) throws {
        let scratch = ScratchFolder()
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let bytes = file(&random)
            let separator = Bool.random(using: &random) ? CSVSeparator.comma : .semicolon
            let chunk = [4, 5, 7, 16, 64, 100, 4096].randomElement(using: &random) ?? 64
            try scratch.write("f", bytes)
            let outcome = read(try scratch.files.open("f", for: .read), separator, chunk)
            let reference = ReferenceCSV(bytes, separator: separator.byte, hasHeader: false)
            let expected = Outcome(
                rows: reference.rows, lines: reference.lines,
                error: reference.fault.map { "f:\($0.line): \($0.message)" })
            #expect(outcome == expected, "\(String(decoding: bytes, as: UTF8.self).debugDescription) by \(chunk)")
            if outcome != expected { return }
        }
    }
}

extension LuaValue {
    /// The bytes of a string.
    var allBytes: [UInt8] {
        switch self {
        case .string(let text): Array(text.utf8)
        case .bytes(let bytes): bytes
        default: []
        }
    }
}
