import LuaBridge
import TestSupport
import Testing
@testable import ScriptModules

/// What is wrong with a file, found before it is sent.
struct FileCheckTests {
    private func problems(
        _ bytes: [UInt8], known: [String] = [], newColumns: Bool = false, sizeLimit: Int64 = 1 << 20
    ) async throws -> [String] {
        let scratch = ScratchFolder()
        let files = FileAccess(workingDirectory: scratch.path)
        try files.replaceContents(of: "a.csv", with: bytes)
        return try await FileCheck(
            "a.csv", in: files, known: known, newColumns: newColumns, sizeLimit: sizeLimit
        ).problems.map(\.description)
    }

    @Test(
        arguments: [
            ("a,b\n1,2\n", []),
            ("\u{FEFF}a,b\r\n1,2\r\n", []),
            ("", ["a.csv: the file is empty"]),
            ("a,b\n", ["a.csv: the file has a header and no rows"]),
            (
                "a,b\n1\n1,2,3\n\n1,2\n",
                ["a.csv:2: 1 field, but the header has 2", "a.csv:3: 3 fields, but the header has 2"]
            ),
            ("a,a\n1,2\n", ["a.csv:1: column 'a': two columns have this name"]),
            ("a,\n1,2\n", ["a.csv:1: column 2 has no name"]),
            (
                "Year,a b,a234567890123456789012345\n1,2,3\n",
                [
                    "a.csv:1: column 'Year': a column's name is in lower case",
                    "a.csv:1: column 'a b': a column's name has letters, digits, '.', '-' and '_' only; join words with '_'",
                    "a.csv:1: column 'a234567890123456789012345': a column's name has less than 25 characters, not 25",
                ]
            ),
            (
                "a,b\n1\n\"open,2\n",
                ["a.csv:2: 1 field, but the header has 2", "a.csv:3: the quote that opens field 1 is never closed"]
            ),
            ("PK\u{3}\u{4}", ["a.csv:1: the file is a spreadsheet or another zip archive: save it as CSV"]),
        ] as [(String, [String])])
    func allProblemsAreFound(_ text: String, _ expected: [String]) async throws {
        #expect(try await problems(Array(text.utf8)) == expected)
    }

    @Test func anotherEncodingIsFoundInEveryPlace() async throws {
        let bytes = Array("a,b\n".utf8) + [0x31, 0x2C, 0xE9, 0x0A, 0xE8, 0x2C, 0x32, 0x0A]
        #expect(
            try await problems(bytes) == [
                "a.csv:2: column 'b': the text is not UTF-8: save the file as UTF-8",
                "a.csv:3: column 'a': the text is not UTF-8: save the file as UTF-8",
            ])
        #expect(try await problems([0xFF, 0xFE, 0x61, 0]) == ["a.csv:1: the file is UTF-16: save it as UTF-8"])
    }

    @Test func columnsAreThoseOfTheDataset() async throws {
        let file = Array("Year,colour,x\n1,2,3\n".utf8)
        #expect(
            try await problems(file, known: ["Year", "color", "y"]) == [
                "a.csv:1: column 'color': the dataset has this column and the file has not; is it 'colour'?",
                "a.csv:1: column 'y': the dataset has this column and the file has not; is it 'x'?",
                "a.csv:1: column 'colour': the dataset has no such column",
                "a.csv:1: column 'x': the dataset has no such column",
            ])
        #expect(try await problems(file, known: ["Year", "color"], newColumns: true) == [])
        #expect(try await problems(Array("Year,a\n1,2\n".utf8), known: ["a", "Year"]) == [])
    }

    @Test func aFileMayBeTooLarge() async throws {
        #expect(
            try await problems(Array("a\n1\n".utf8), sizeLimit: 3) == [
                "a.csv: 4 bytes, but the storage takes 3 at most: split the file"
            ])
    }

    @Test func readingStopsAfterAThousand() async throws {
        let text = "a,b\n" + String(repeating: "1\n", count: 2000)
        #expect(try await problems(Array(text.utf8)).count == 1000)
    }
}
