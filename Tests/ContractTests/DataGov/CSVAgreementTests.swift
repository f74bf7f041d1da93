import Foundation
import TestSupport
import Testing

@testable import ApiEmulator

/// The emulator's reader of CSV and Python's beside the reference, which the program's own reader is held to
/// (`CSVReferenceTests`), on the same kind of files.
struct CSVAgreementTests {
    /// The rows of a file that are no blank lines, or nil if it is refused.
    private func emulated(_ bytes: [UInt8]) -> (rows: [[[UInt8]]], refusal: String?) {
        bytes.withUnsafeBytes { bytes in
            var reader = ApiEmulator.CSVReader(bytes)
            var rows: [[[UInt8]]] = []
            do {
                while let record = try reader.next() { rows.append(record.map { Array($0.utf8) }) }
            } catch {
                return (rows, (error as? CSVProblem)?.message ?? "\(error)")
            }
            return (rows, nil)
        }
    }

    /// The service takes no stray quote, where reading is forgiving; and it counts a blank line as a row of one field.
    @Test(arguments: 1...20 as ClosedRange<UInt64>) func theEmulatorReadsAsTheReferenceDoes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1000 {
            let bytes = ReferenceCSV.file(&random)
            let reference = ReferenceCSV(bytes, separator: UInt8(ascii: ","), hasHeader: false)
            let emulated = emulated(bytes)
            let words = String(decoding: bytes, as: UTF8.self).debugDescription
            let rows = emulated.rows.filter { $0 != [[]] }
            let expected = reference.rows.filter { $0 != [[]] }
            switch (reference.fault?.message, emulated.refusal) {
            // The profile of a file, and not its reader, says what is too wide or too narrow.
            case (let fault?, _) where fault.contains("but the first row has"):
                #expect(zip(rows, expected).allSatisfy { $0 == $1 }, "\(words)")
            case (nil, nil): #expect(rows == expected, "\(words)")
            case (nil, let refusal?):
                #expect(refusal == "A quote stands inside a field that does not begin with one.", "\(words)")
            case (_?, let refusal): #expect(refusal != nil, "\(words)")
            }
        }
    }

    private static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Python refuses what stands behind a closing quote as we do; a NUL, which its versions treat differently, is left
    /// out.
    @Test(.enabled(if: CSVAgreementTests.python != nil, "there is no python3"))
    func pythonReadsAsTheReferenceDoes() async throws {
        var random = SeededGenerator(seed: 77)
        var files: [[UInt8]] = []
        while files.count < 20_000 {
            let bytes = ReferenceCSV.file(&random)
            if !bytes.contains(0) { files.append(bytes) }
        }
        let scratch = ScratchFolder()
        let input = files.map { Data($0).base64EncodedString() }.joined(separator: "\n")
        try Data(input.utf8).write(to: URL(filePath: scratch("files")))
        let script = """
            base64, csv, io, sys = map(__import__, ["base64", "csv", "io", "sys"])
            for line in open(sys.argv[1]):
                text = base64.b64decode(line).decode("utf-8-sig")
                try:
                    rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row not in ([], [""])]
                    told = "\\x1e".join("\\x1f".join(row) for row in rows)
                except csv.Error as error:
                    told = "refused: " + str(error)
                print(base64.b64encode(told.encode()).decode())
            """
        let process = ChildProcess(try #require(Self.python), ["-c", script, scratch("files")], environment: [:])
        let result = try await process.runAside()
        #expect(result.status == 0, "\(result.errors)")
        let answers = result.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            Data(base64Encoded: String($0)) ?? Data()
        }
        try #require(answers.count == files.count)
        for (bytes, answer) in zip(files, answers) {
            let reference = ReferenceCSV(bytes, separator: UInt8(ascii: ","), hasHeader: false)
            let told = String(decoding: answer, as: UTF8.self)
            let words = String(decoding: bytes, as: UTF8.self).debugDescription
            if let fault = reference.fault {
                // A row of another width is no fault to Python.
                let isRagged = fault.message.contains("but the first row has")
                #expect(isRagged || told.hasPrefix("refused: "), "\(words): \(told)")
                continue
            }
            let rows = reference.rows.filter { $0 != [[]] }
            let expected = rows.map { row in
                row.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\u{1F}")
            }.joined(separator: "\u{1E}")
            #expect(told == expected, "\(words)")
        }
    }
}
