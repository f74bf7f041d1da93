import ApiClients
import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// What is wrong with a file, found before it is sent.
struct FileCheckTests {
    func check(
        _ bytes: [UInt8], known: [String]? = nil, numeric: Set<String> = [], rows: Int? = nil,
        for purpose: FileCheck.Purpose = .init(), sizeLimit: Int64 = 1 << 20
    ) async throws -> FileCheck {
        let scratch = ScratchFolder()
        let files = FileAccess(workingDirectory: scratch.path)
        try files.replaceContents(of: "a.csv", with: bytes)
        let scan = try await FileScan("a.csv", in: files, sizeLimit: sizeLimit)
        let dataset = known.map { known in
            DatasetFacts(
                columns: known.map { DatasetFacts.Column(name: $0, isNumeric: numeric.contains($0)) }, rows: rows)
        }
        return FileCheck(scan, for: purpose, dataset: dataset)
    }

    private func problems(
        _ bytes: [UInt8], known: [String]? = nil, for purpose: FileCheck.Purpose = .init(), sizeLimit: Int64 = 1 << 20
    ) async throws -> [String] {
        try await check(bytes, known: known, for: purpose, sizeLimit: sizeLimit).findings.map(\.description)
    }

    @Test(
        arguments: [
            ("a,b\n1,2\n", []),
            ("\u{FEFF}a,b\r\n1,2\r\n", []),
            ("", ["a.csv: the file is empty"]),
            ("a,b\n", ["a.csv: the file has a header and no rows"]),
            (
                "a,b\n1\n1,2,3\n1,2\n",
                ["a.csv:2: 1 field, but the header has 2", "a.csv:3: 3 fields, but the header has 2"]
            ),
            ("a,a\n1,2\n", ["a.csv:1: column 'a': two columns have this name"]),
            ("a,\n1,2\n", ["a.csv:1: column '2': column 2 has no name"]),
            (
                "Year,a b,a234567890123456789012345\n1,2,3\n",
                [
                    "a.csv:1: column 'Year': a column's name is in lower case",
                    "a.csv:1: column 'a b': a column's name has letters, digits, '.', '-' and '_' only; "
                        + "join words with '_'",
                    "a.csv:1: column 'a234567890123456789012345': a column's name has less than 25 characters, not 25",
                ]
            ),
            (
                "a,b\n1\n\"open,2\n",
                ["a.csv:2: 1 field, but the header has 2", "a.csv:3: the quote that opens field 1 is never closed"]
            ),
            (
                "PK\u{3}\u{4}",
                [
                    "a.csv:1: the file is an Excel workbook or another zip archive: read a workbook with "
                        + "xlsx.rows(path), or save it as CSV"
                ]
            ),
        ] as [(String, [String])])
    func allProblemsAreFound(_ text: String, _ expected: [String]) async throws {
        #expect(try await problems(Array(text.utf8)).sorted() == expected.sorted())
    }

    /// A file by which each kind is found, and where.
    ///
    /// A kind that is added needs one.
    private static let kinds: [(kind: FindingKind, text: String, places: [Place])] = [
        (.emptyFile, "", [Place()]),
        (.noRows, "a\n", [Place()]),
        (.notCSV, "a,b\n\"x\"y,1\n", [Place(2)]),
        (.separator, "a;b\n1;2\n", [Place(1)]),
        (.separatorLine, "sep=,\na,b\n1,2\n", [Place(1)]),
        (.blankHeader, "a,,\n1,2,\n", [Place(1, "2", 2), Place(1, "3", 3)]),
        (.duplicateHeader, "a,b,a\n1,2,3\n", [Place(1, "a", 3)]),
        (.headerStyle, "Year,b\n1,2\n", [Place(1, "Year", 1)]),
        (.raggedRow, "a,b\n1,2\n1\n1,2,3\n", [Place(3), Place(4)]),
        (.blankRow, "a,b\n1,2\n,\n\n\" \",\n\n", [Place(3), Place(4), Place(5), Place(6)]),
        (.quoteInside, "a,b\n1,5\" pipe\n2,\"5\"\" pipe\"\n", [Place(2, "b", 2, "5\" pipe")]),
        (.controlCharacter, "a,b\n1,x\u{0}y\nz\u{1B},2\n", [Place(2, "b", 2, "x\\x00y"), Place(3, "a", 1, "z\\x1b")]),
        (.lineBreak, "a,b\n1,\"x\ny\"\nq,\"u\r\nv\"\n", [Place(2, "b", 2, "x\\ny"), Place(4, "b", 2, "u\\r\\nv")]),
        (.invisibleCharacter, "a\u{200B},b\nx,u\u{A0}v\n", [Place(1, "a\u{200B}", 1), Place(2, "b", 2, "u\u{A0}v")]),
        (.curlyQuote, "a,“b”\n“x”,it’s\n", [Place(1, "“b”", 2), Place(2, "a", 1, "“x”"), Place(2, "“b”", 2, "it’s")]),
        (.whiteSpace, "a,b\nx ,\" \"\ny,z\n", [Place(2, "a", 1, "x "), Place(2, "b", 2, " ")]),
        (.notANumber, "n\n1\n2.5\n-3\nN/A\n1.2E+05\n", [Place(5, "n", 1, "N/A"), Place(6, "n", 1, "1.2E+05")]),
        (
            .missingValue, "t,n\nx,1\nn/a,-\ny,s\n",
            [Place(3, "t", 1, "n/a"), Place(3, "n", 2, "-"), Place(4, "n", 2, "s")]
        ),
        (
            .dateForm, "month,d,date_time\n2026-1,31/1/2026,2026-01-31 09:30\n",
            [
                Place(2, "month", 1, "2026-1"), Place(2, "d", 2, "31/1/2026"),
                Place(2, "date_time", 3, "2026-01-31 09:30"),
            ]
        ),
        (
            .ambiguousDate, "date,d\n1/2/2026,3-4-2026\n",
            [Place(2, "date", 1, "1/2/2026"), Place(2, "d", 2, "3-4-2026")]
        ),
        (
            .dateSerial, "date,start_date,d\n45321,45321,2026-01-31\n2026-01-31,45322.5,45323\n",
            [
                Place(2, "date", 1, "45321"), Place(2, "start_date", 2, "45321"), Place(3, "start_date", 2, "45322.5"),
                Place(3, "d", 3, "45323"),
            ]
        ),
        (.spreadsheetError, "a,b\nx,#REF!\n#N/A,y\n", [Place(2, "b", 2, "#REF!"), Place(3, "a", 1, "#N/A")]),
        (.scientificNotation, "id,n\n1.2E+05,1\n17,2e3\n", [Place(2, "id", 1, "1.2E+05"), Place(3, "n", 2, "2e3")]),
        (
            .lostZeros, "postal\n018956\n18956\n238801\n8956\n",
            [Place(3, "postal", 1, "18956"), Place(5, "postal", 1, "8956")]
        ),
        (.thousandsComma, "n\n\"40,120\"\n\"1,007\"\n", [Place(2, "n", 1, "40,120"), Place(3, "n", 1, "1,007")]),
        (.currencySign, "n\n$5\nfree\n", [Place(2, "n", 1, "$5")]),
        (.accountingNumber, "n\n(500)\n(1)\n", [Place(2, "n", 1, "(500)"), Place(3, "n", 1, "(1)")]),
        (.oddSign, "n\n500-\n+5\n", [Place(2, "n", 1, "500-"), Place(3, "n", 1, "+5")]),
        (.decimalComma, "n\n\"12,5\"\n\"1.200,5\"\n", [Place(2, "n", 1, "12,5"), Place(3, "n", 1, "1.200,5")]),
        (.digitGroups, "n\n1 200\n1'500\n", [Place(2, "n", 1, "1 200"), Place(3, "n", 1, "1'500")]),
        (
            .ambiguousNumber, "n\n\"12,5\"\n1.200\n\"3,400\"\n",
            [Place(3, "n", 1, "1.200"), Place(4, "n", 1, "3,400")]
        ),
        (.leadingApostrophe, "id\n'01\nB2\n", [Place(2, "id", 1, "'01")]),
        (.formula, "a\nx\n=SUM(B1)\n@SUM(B1)\n", [Place(3, "a", 1, "=SUM(B1)"), Place(4, "a", 1, "@SUM(B1)")]),
        (.percentSign, "n\n5%\n6.5%\n", [Place(2, "n", 1, "5%"), Place(3, "n", 1, "6.5%")]),
        (.emptyColumn, "a,b\n1,\n2,\n", [Place(nil, "b", 2)]),
    ]

    /// The kinds that need another file than one of text, or a dataset.
    private static let elsewhere: Set<FindingKind> = [
        .tooLarge, .notUTF8, .missingColumn, .unknownColumn, .columnCase, .columnOrder, .fewerRows, .notCompared,
        .becomesText,
    ]

    private struct Place: Hashable {
        var line: Int?
        var column: String?
        var field: Int?
        var value: String?

        init(_ line: Int? = nil, _ column: String? = nil, _ field: Int? = nil, _ value: String? = nil) {
            (self.line, self.column, self.field) = (line, column, field)
            self.value = value.map { $0.unicodeScalars.map { $0.value == 0x200B ? "\\u{200b}" : String($0) }.joined() }
        }

        init(_ finding: FileFinding) {
            self.init(finding.line, finding.column, finding.field, finding.value)
        }
    }

    @Test func everyKindIsTested() {
        #expect(Set(Self.kinds.map(\.kind)).union(Self.elsewhere) == Set(FindingKind.allCases))
    }

    @Test(arguments: kinds.indices)
    func eachKindIsFoundWhereItStands(_ index: Int) async throws {
        let (kind, text, places) = Self.kinds[index]
        let check = try await check(Array(text.utf8))
        let found = check.findings.filter { $0.kind == kind }
        #expect(Set(found.map(Place.init)) == Set(places), "\(kind): \(check.findings.map(\.description))")
        #expect(check.counts.filter { $0.kind == kind }.reduce(0) { $0 + $1.count } == places.count, "\(kind)")
        #expect(found.allSatisfy { $0.severity == kind.severity }, "\(kind)")
        #expect((check.errorCount == 0) == !check.counts.contains { $0.severity == .error })
        // With the kind allowed, it stays to be seen and does not refuse the file.
        let allowing = try await self.check(Array(text.utf8), for: .init(allowed: [kind]))
        #expect(allowing.findings.filter { $0.kind == kind }.allSatisfy { $0.severity == .warning }, "\(kind)")
    }

    @Test(
        arguments: [
            // What is right, and near what is wrong.
            "year,month,date,week,quarter,half_year,time\n2026,2026-01,2026-01-31,2026-W05,2026-Q1,2026-H1,09:30\n",
            "date_time,financial_year,financial_quarter\n2026-01-31T09:30:00+08:00,2026,2026-Q4\nna,-,s\n",
            "block,storey\n12,01\n12A,02\n101B,12\n14C,10\n", "n\n1\nna\n\n-2.5\n3\n",
            "seen_at\n2026-01-31T09:30:00.5Z\n2026-01-31 09:30\n", "code\n001\n010\n100\n",
            "name\nO'Brien\n\"a \"\"quoted\"\" word\"\n新加坡\nSão Paulo\n", "amount\n45321\n30000\n", "s\ns\nx\n",
            // What is written like numbers among texts, and means none.
            "note\n(1)\nsee (2)\nnone\nx\n", "scores\n\"3,5\"\nlost\n\"2,1 to 4\"\nx\n", "n\n1.234\n0.125\n12.500\n",
            "phone\n+65 6123 4567\n6123 4567\n", "grade\nB+\nA-\n5+\nC\nD\n", "word\n'tis\n'90s\n@home\n=>\n",
            "amount\n1.234\n2.5\n3.75\n",
            "a234567890123456789_1234\n1\n", "postal\n018956\n238801\n",
        ])
    func soundFilesHaveNoFindings(_ text: String) async throws {
        let kinds = try await check(Array(text.utf8)).findings.filter { $0.kind != .blankRow }
        #expect(kinds.map(\.description) == [])
    }

    @Test func countsComeWithTheirFirstPlaces() async throws {
        var text = "amount,x\n"
        for line in 2...1000 { text += line == 73 ? "N/A,a\n" : line == 904 ? "1.2E+05,a\n" : "\(line * 3),a\n" }
        let check = try await check(Array(text.utf8))
        #expect(check.counts.map(\.description) == ["amount: 997 numbers, 2 others: line 73 `N/A`, line 904 `1.2E+05`"])
        #expect(check.rows == 999)
        #expect(check.errorCount == 0 && check.warningCount == 2)
    }

    /// One problem, which names the call that converts the file, and none about each further line.
    @Test(arguments: [(";", "';'", #"";""#), ("\t", "tab", #""\t""#), ("|", "'|'", #""|""#)])
    func anotherSeparatorIsSaidOnce(_ separator: String, _ name: String, _ literal: String) async throws {
        let text = "Year,Name\n1,\"a\n2\n".replacing(",", with: separator)
        #expect(
            try await problems(Array(text.utf8), known: ["Year", "Name"]) == [
                """
                a.csv:1: the fields are separated by \(name), and data.gov.sg takes commas only: save it with commas, \
                or convert it with csv.copy("a.csv", "commas.csv", { separator = \(literal), to_separator = "," })
                """
            ])
    }

    @Test func anotherEncodingIsFoundInEveryPlace() async throws {
        let bytes = Array("a,b\n".utf8) + [0x31, 0x2C, 0x43, 0x61, 0x66, 0xE9, 0x0A, 0xE8, 0x2C, 0x32, 0x0A]
        let found = try await check(bytes).findings.filter { $0.kind == .notUTF8 }
        #expect(
            found.map(\.description) == [
                "a.csv:2: column 'b': the text is not UTF-8; it looks like Windows-1252 ('Café'): "
                    + "save the file as CSV UTF-8",
                "a.csv:3: column 'a': the text is not UTF-8; it looks like Windows-1252 ('è'): "
                    + "save the file as CSV UTF-8",
            ])
        #expect(try await problems([0xFF, 0xFE, 0x61, 0]) == ["a.csv:1: the file is UTF-16: save it as UTF-8"])
        let header = try await check([0xE9, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0x32, 0x0A])
        #expect(header.errors.map(\.kind) == [.notUTF8])
        #expect(header.errors.map(\.line) == [1])
    }

    @Test func columnsAreThoseOfTheDataset() async throws {
        let file = Array("Year,colour,x\n1,2,3\n".utf8)
        #expect(
            Set(try await problems(file, known: ["Year", "color", "y"])) == [
                "a.csv:1: column 'color': the dataset has this column, the file does not; is it 'colour'?",
                "a.csv:1: column 'y': the dataset has this column, the file does not; is it 'x'?",
                "a.csv:1: column 'colour': the dataset has no such column",
                "a.csv:1: column 'x': the dataset has no such column",
            ])
        #expect(try await problems(file, known: ["Year", "color"], for: .init(newColumns: true)) == [])
        // An append adds no column, whatever is said.
        #expect(try await problems(file, known: ["Year", "color"], for: .init(.append, newColumns: true)).count == 3)
    }

    @Test func aPublishedHeaderDoesNotBlock() async throws {
        let name = "a234567890123456789012345"
        #expect(try await problems(Array("\(name),Year\n1,2\n".utf8), known: [name, "Year"]) == [])
        let alone = try await check(Array("\(name)\n1\n".utf8))
        #expect(alone.errorCount == 0 && alone.warningCount == 1)
    }

    @Test func aRenamedColumnIsOneFinding() async throws {
        let file = try await check(Array("YEAR,visitors\u{200B},a\n1,2,3\n".utf8), known: ["year", "visitors", "a"])
        #expect(file.findings.map(\.kind) == [.columnCase, .columnCase])
        #expect(
            file.findings.map(\.message) == [
                "the dataset's column is 'year': case matters",
                "the dataset's column is 'visitors': this name has a zero-width space (U+200B) at character 9",
            ])
        #expect(file.findings.map(\.line) == [1, 1])
        #expect(file.findings.map(\.field) == [1, 2])
    }

    @Test func theOrderMattersForAnAppend() async throws {
        let file = Array("b,a\n1,2\n".utf8)
        for (mode, severity) in [(.replace, .warning), (.append, .error)] as [(UploadMode, FindingSeverity)] {
            let check = try await check(file, known: ["a", "b"], for: .init(mode))
            #expect(check.findings.map(\.kind) == [.columnOrder])
            #expect(check.findings.map(\.severity) == [severity])
            #expect(check.findings.map(\.line) == [1])
        }
    }

    @Test func numbersOfTheDatasetStayNumbers() async throws {
        let file = Array("visitors\n1213\n0164A\n\" \"\n1.5e3\n\"40,120\"\nna\n".utf8)
        for (mode, kind) in [(.replace, .becomesText), (.append, .notANumber)] as [(UploadMode, FindingKind)] {
            let check = try await check(file, known: ["visitors"], numeric: ["visitors"], for: .init(mode))
            let found = check.errors.filter { $0.kind == kind }
            #expect(found.map(\.line) == [3, 5, 6], "the blank of line 4 is a blank row")
            #expect(found.map(\.value) == ["0164A", "1.5e3", "40,120"])
            let count = try #require(check.counts.first { $0.kind == kind })
            #expect(count.message.hasPrefix("1 number, 3 others: line 3 `0164A`, line 5 `1.5e3`, line 6 `40,120`"))
        }
        // A column of text takes anything.
        #expect(try await check(Array("visitors\n1\nx\n".utf8), known: ["visitors"]).findings.isEmpty)
    }

    @Test func halfTheRowsHaveToStay() async throws {
        let file = Array("a\n1\n2\n".utf8)
        let check = try await check(file, known: ["a"], rows: 5)
        #expect(check.errors.map(\.kind) == [.fewerRows])
        #expect(check.rowsBefore == 5)
        #expect(
            check.errors.map(\.message) == ["the dataset has 5 rows, and the file has 2: less than half would be left"])
        #expect(try await self.check(file, known: ["a"], rows: 4).findings.isEmpty)
        #expect(try await self.check(file, known: ["a"], rows: 5, for: .init(allowed: [.fewerRows])).errorCount == 0)
        #expect(try await self.check(file, known: ["a"], rows: 5, for: .init(.append)).findings.isEmpty)
    }

    @Test func whatCannotBeComparedIsSaid() async throws {
        let check = try await check(Array("a\n1\n".utf8), known: [])
        #expect(check.findings.map(\.kind) == [.notCompared])
        #expect(check.errorCount == 0)
    }

    @Test func aFileMayBeTooLarge() async throws {
        #expect(
            try await problems(Array("a\n1\n".utf8), sizeLimit: 3) == [
                "a.csv: 4 bytes, but the storage takes 3 at most: split the file"
            ])
    }

    @Test func allAreCountedAndTheFirstAreTold() async throws {
        let text = "a,b\n" + String(repeating: "1\n", count: 2000)
        let check = try await check(Array(text.utf8))
        #expect(check.errorCount == 2000 && check.rows == 2000)
        #expect(check.findings.count == FileScan.samples)
        #expect(
            check.counts.map(\.message) == [
                "2,000 rows with too few or too many fields: line 2, line 3, line 4 …"
            ])
    }

    @Test func aVeryWideFileIsReadAsFarAsItGoes() async throws {
        let names = (0..<17000).map { "c\($0)" }.joined(separator: ",")
        let row = Array(repeating: "1", count: 17000).joined(separator: ",")
        let check = try await check(Array("\(names)\n\(row)\n".utf8))
        #expect(check.errorCount == 0)
        #expect(check.findings.map(\.kind) == [.notCompared])
    }

    @Test func rejectedRowsAreAsTheyStand() async throws {
        let scratch = ScratchFolder()
        let files = FileAccess(workingDirectory: scratch.path)
        let text = "d,n\n1/2/2026,\"a \"\"b\"\"\"\n2026-01-31,x\n1/3/2026\n,\n2026-02-01,5\" y\n2026-02-02,q\u{0}\n"
        try files.replaceContents(of: "a.csv", with: Array(text.utf8))
        let check = FileCheck(try await FileScan("a.csv", in: files))
        #expect(try await RejectedRows.write(of: check, to: "r.csv", in: files) == 5)
        #expect(
            try scratch.text("r.csv") == """
                d,n,reject_reason
                1/2/2026,"a ""b\"\"\",line 2: d: a date that can be read two ways
                1/3/2026,,"line 4: 1 field, but the header has 2; d: a date that can be read two ways"
                ,,line 5: all fields are blank
                2026-02-01,"5"" y",line 6: n: a quote inside a field that is not quoted
                2026-02-02,q\u{0},line 7: n: a control character

                """)
    }
}
