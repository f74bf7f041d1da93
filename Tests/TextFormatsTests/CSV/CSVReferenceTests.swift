import LuaBridge
import TestSupport
import Testing

@testable import TextFormats

/// The reader in C against one that is slow and plain, on generated files.
struct CSVReferenceTests {
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
            let bytes = ReferenceCSV.file(&random)
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
