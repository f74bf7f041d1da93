import LuaBridge
import TestSupport
import Testing

@testable import TextFormats

/// What fields look like, and what is counted of a file's columns.
struct CSVProfileTests {
    @Test(
        arguments: [
            ("", .empty), (" ", .blank), ("\u{A0}\u{200B}", [.blank, .unseen]), ("\n", [.blank, .lineBreak]),
            ("0", .whole), ("12", .whole), ("-12", .whole), ("2026", .year), ("-2026", .whole), ("12345678901", .whole),
            ("007", .zeros), ("00", .zeros), ("-007", .zeros), ("45321", [.whole, .serial]), ("19999", .whole),
            ("60000", .whole), ("-45321", .whole), ("45321.5", [.decimal, .serial]),
            ("1.5", .decimal), ("1.200", [.decimal, .twoReadings]), ("0.200", .decimal), (".5", .decimal),
            ("5.", .decimal), ("-0.25", .decimal), (".", .other), ("-.", .other),
            ("1.2E+05", .exponent), ("1.5e3", .exponent), ("1E", .other), ("E5", .other), ("1e+", .other),
            ("na", .notAvailable), ("-", .negligible), ("s", .negligible), ("S", .other), ("Na", .missing),
            ("N/A", .missing), ("n.a.", .missing), ("NULL", .missing), ("--", .missing), ("nano", .other),
            ("NaN", .missing), ("n", .other),
            ("40,120", [.thousands, .twoReadings]), ("1,234,567.8", .thousands), ("1,234.5", .thousands),
            ("-1,007", [.thousands, .twoReadings]), ("12,34,567", .thousands), ("1,2,3", .other), ("1,234,56", .other),
            ("1,000%", [.percent, .twoReadings]), ("5%", .percent), ("12.5%", .percent), ("5 %", .percent),
            ("-5%", .percent), ("5٪", .percent), ("%", .other), ("5%%", .other), ("%5", .other),
            ("#REF!", .sheetError), ("#N/A", .sheetError), ("#div/0!", .sheetError), ("#1", .other),
            ("2026-01", .month), ("2026-13", .other), ("2026-00", .other), ("2026-1", .other),
            ("2026-01-31", .date), ("2026-02-29", .other), ("2024-02-29", .date), ("1900-02-29", .other),
            ("2026-W05", .week), ("2026-W54", .other), ("2026-W00", .other), ("2026-W5", .other),
            ("2026-Q1", .quarter), ("2026-Q5", .other), ("2026-H2", .halfYear), ("2026-H3", .other),
            ("2026-01-31T09:30", .dateTime), ("2026-01-31T09:30:59", .dateTime), ("2026-01-31T24:00", .other),
            ("2026-01-31T09:30+08:00", .dateTime), ("2026-01-31T09:30:00-08:00", .dateTime),
            ("2026-01-31 09:30:00", .otherTime), ("2026-01-31T09:30:00Z", .otherTime),
            ("2026-01-31T09:30:00.123Z", .otherTime), ("2026-01-31T", .other), ("2026/01/31", .otherDate),
            ("09:30", .time), ("09:30:00", .time), ("9:30", .other), ("24:00", .other), ("09:60", .other),
            ("1/2/2026", .ambiguousDate), ("01-02-2026", .ambiguousDate), ("1.2.2026", .ambiguousDate),
            ("1/2/26", .ambiguousDate), ("1/2/2026 09:30", .ambiguousDate), ("31/1/2026", .otherDate),
            ("1/31/2026", .otherDate), ("5/5/2026", .otherDate), ("31/2/2026", .other), ("13/13/2026", .other),
            ("1/2", .other), ("1-2-26", .other), ("1/2/202", .other), ("0/1/2026", .other), ("10-11", .other),
            ("text", .other), (" text", [.other, .outerSpace]), ("text ", [.other, .outerSpace]),
            (" 12", [.other, .outerSpace]), ("a\tb", [.other, .unseen]), ("a\0b", [.other, .control]),
            ("a\u{7F}", [.other, .control]), ("a\u{85}b", [.other, .control]), ("a\r\nb", [.other, .lineBreak]),
            ("a\u{A0}b", [.other, .unseen]), ("a\u{200D}b", [.other, .unseen]), ("👩\u{200D}💻", .other),
            ("a\u{AD}b", [.other, .unseen]), ("\u{FEFF}a", [.other, .unseen]), ("a\u{202E}b", [.other, .unseen]),
            ("it’s", [.other, .curly]), ("“x”", [.other, .curly]), ("é", .other), ("新加坡", .other),
        ] as [(String, CSVTraits)])
    func aFieldHasOneKind(_ text: String, _ traits: CSVTraits) {
        #expect(CSVTraits(of: Array(text.utf8)) == traits, "\(text)")
    }

    /// Numbers as people and spreadsheets write them.
    @Test(
        arguments: [
            ("$5", .currency), ("$1,200", [.currency, .twoReadings]), ("S$12.50", .currency), ("US$ 5", .currency),
            ("-$5", .currency), ("$-5", .currency), ("SGD 1,200.50", .currency), ("12 SGD", .currency),
            ("12.5 USD", .currency), ("RM500", .currency), ("Rs.500", .currency), ("€12", .currency),
            ("12 €", .currency), ("£1,000.00", .currency), ("$.50", .currency),
            ("$1.200,50", [.currency, .continental]),
            (" $1,200.00 ", [.currency, .outerSpace]), ("$", .other), ("$x", .other), ("ABC 5", .other),
            ("SGD", .other), ("US$", .other), ("$5 off", .other),
            ("(500)", .accounting), ("(1,200.50)", .accounting), ("($500)", .accounting), ("$(500)", .accounting),
            ("$ (500.00)", .accounting), ("-(5)", .accounting), ("( 500 )", .accounting), ("(5%)", .accounting),
            ("（500）", .accounting), ("$ -", .accounting), ("$-", .accounting), (" $-   ", [.accounting, .outerSpace]),
            (" -   ", [.accounting, .outerSpace]), ("()", .other), ("(a)", .other), ("(5", .other), ("((5))", .other),
            ("500-", .oddSign), ("1,200.50-", .oddSign), ("500 -", .oddSign), ("+5", .oddSign), ("+1.5", .oddSign),
            ("- 5", .oddSign), ("5+", .oddSign), ("--5", .other), ("+-5", .other), ("+", .other), ("-5-", .other),
            ("12,5", [.decimalComma, .continental]), ("1,2", [.decimalComma, .continental]),
            ("-0,75", [.decimalComma, .continental]), (",5", [.decimalComma, .continental]),
            ("0,125", [.decimalComma, .continental]), ("1234,567", [.decimalComma, .continental]),
            ("1.200,50", [.decimalComma, .continental]), ("1.234.567,8", [.decimalComma, .continental]),
            ("1 234,5", [.decimalComma, .continental]), ("1,2E+05", [.decimalComma, .continental]), ("5,", .other),
            ("1 200", .groups), ("1 234 567.8", .groups), ("1'200", .groups), ("1_200", .groups),
            ("1.234.567", [.groups, .continental]), ("1\u{A0}200", [.groups, .unseen]),
            ("1\u{202F}200", [.groups, .unseen]), ("1\u{2009}200", [.groups, .unseen]), ("1’200", [.groups, .curly]),
            ("12 34", .other), ("1 2000", .other), ("6123 4567", .other), ("+65 6123 4567", .other),
            ("1.2.3", .other), ("192.168.1.1", .other), ("1-800-555", .other),
            ("'01", .apostrophe), ("'1200", .apostrophe), ("'$5", .apostrophe), ("'018956", .apostrophe),
            ("'12A", .apostrophe), ("'=A1", .apostrophe), ("'2026-01-31", .apostrophe), ("’01", [.apostrophe, .curly]),
            ("'tis", .other), ("'90s", .other), ("'5'", .other), ("'", .other), ("'12 apples", .other),
            ("=SUM(A1)", .formula), ("=A1+B2", .formula), ("=1", .formula), ("= A1", .formula), ("=\"01\"", .formula),
            ("=-A1", .formula), ("=IF(A1>0;\"é\";0)", .formula), ("+SUM(A1:A3)", .formula), ("-A1*2", .formula),
            ("+A1", .formula), ("@SUM(A1)", .formula), ("=", .other), ("==", .other), ("=>", .other), ("@me", .other),
            ("-A1", .other), ("+x", .other), ("- item (one)", .other),
            ("−5", .disguised), ("–5", .disguised), ("１２", .disguised), ("٣٫٥", .disguised),
            ("12\u{A0}", [.disguised, .unseen]), ("\u{200B}12", [.disguised, .unseen]),
            ("12\t", [.disguised, .unseen, .outerSpace]), ("–", .missing), ("—", .missing),
            ("12 kg", .other), ("~5", .other), (">5", .other), ("1.2k", .other), ("5*", .other), ("Block 12", .other),
        ] as [(String, CSVTraits)])
    func aNumberMayBeDressed(_ text: String, _ traits: CSVTraits) {
        #expect(CSVTraits(of: Array(text.utf8)) == traits, "\(text)")
    }

    /// However long: what is looked at has a bound.
    @Test func aLongTextIsNoNumber() {
        for count in [60, 64, 65, 200, 5000] {
            let text = "(" + String(repeating: "1", count: count) + ")"
            #expect(CSVTraits(of: Array(text.utf8)) == (count <= 62 ? .accounting : .other), "\(count)")
            #expect(
                CSVTraits(of: Array(String(repeating: "１", count: count).utf8)) == (count <= 64 ? .disguised : .other))
        }
    }

    @Test func bytesThatAreNotTextAreTold() {
        #expect(CSVTraits(of: [0x43, 0x61, 0x66, 0xE9]) == [.other, .notText])
        #expect(CSVTraits(of: [0x00, 0xE9]) == [.other, .notText, .control])
    }

    /// Eight bytes are looked at at a time: the odd one may be anywhere, beside any other.
    @Test func anOddByteIsSeenWhereverItStands() {
        for length in 1...20 {
            for place in 0..<length {
                for byte in [UInt8(0), 0x0A, 0x1F, 0x7F, 0x80, 0xFF] {
                    var text = [UInt8](repeating: 0x7E, count: length)
                    text[place] = byte
                    #expect(!CSVTraits(of: text).isDisjoint(with: [.control, .lineBreak, .notText]), "\(text)")
                }
            }
            #expect(CSVTraits(of: [UInt8](repeating: 0x7E, count: length)) == .other)
        }
    }

    private func profile(
        _ text: String, samples: Int = 2, chunk: Int = 4096, _ body: (borrowing CSVProfile, [CSVProfiledRow]) -> Void
    ) throws {
        let scratch = ScratchFolder()
        try scratch.write("f", Array(text.utf8))
        var reader = try CSVReader(
            try scratch.files.open("f", for: .read), name: "f", header: .none, chunk: chunk, refusesRagged: false)
        let header = try #require(try reader.next())
        guard let profile = CSVProfile(width: header.fields.count, samples: samples) else {
            Issue.record("no memory")
            return
        }
        var rows: [CSVProfiledRow] = []
        while let row = try reader.profileNext(profile) { rows.append(row) }
        body(profile, rows)
    }

    @Test func fieldsAreCountedByColumnAndTheFirstAreTold() throws {
        try profile("a,b\n1,x\n2,\"5\"\" \"\n3,\n 4,5\" y\n") { profile, rows in
            #expect(profile.counts(in: 0)[.whole] == 3)
            #expect(profile.counts(in: 0)[[.other, .outerSpace]] == 2)
            #expect(profile.counts(in: 1)[.other] == 3)
            #expect(profile.counts(in: 1)[.empty] == 1)
            #expect(profile.counts(in: 1)[.quoteInside] == 1)
            #expect(rows.map(\.line) == [2, 3, 4, 5])
            #expect(rows.map { $0.notes.map(\.column) } == [[0, 1], [0, 1], [1], [0, 1]])
            #expect(rows[1].notes[1].text == Array("5\" ".utf8))
            #expect(rows[3].notes[1].traits == .quoteInside)
        }
    }

    @Test func blankRecordsAreToldAndNotCounted() throws {
        try profile("a,b\n,\n \u{A0},\"\"\n1,\n,\n") { profile, rows in
            #expect(rows.map(\.isBlank) == [true, true, false, true])
            #expect(profile.counts(in: 0)[.kinds] == 1)
            #expect(profile.counts(in: 1)[.empty] == 1)
        }
    }

    @Test func integersAreCountedByLength() throws {
        try profile("a\n018956\n18956\n8956\n018957\n-12\n8957\n") { profile, _ in
            let integers = profile.integers(in: 0)
            #expect(integers.map(\.length) == [4, 5, 6])
            #expect(integers.map(\.withZeros) == [0, 0, 2])
            #expect(integers.map(\.others) == [2, 1, 0])
            #expect(integers.map { $0.first?.text } == ["8956", "18956", nil])
            #expect(integers.map { $0.first?.line } == [4, 3, nil])
        }
    }

    @Test func whatStandsToTheRightOfTheHeaderIsNotLookedAt() throws {
        try profile("a\n1,2,3\n") { profile, rows in
            #expect(rows.map(\.width) == [3])
            #expect(profile.counts(in: 0)[.whole] == 1)
        }
    }

    @Test func blankLinesThatAreNoRecordsAreKept() throws {
        let scratch = ScratchFolder()
        try scratch.write("f", Array("\na,b\n\n\n1,2\n\n".utf8))
        var reader = try CSVReader(try scratch.files.open("f", for: .read), name: "f", header: .none)
        while try reader.next() != nil {}
        #expect(reader.blankLines.count == 4)
        #expect(reader.blankLines.first == [1, 3, 4, 6])
        // In a file of one column they are records, but for those at the end.
        try scratch.write("f", Array("a\n\n1\n\n\n".utf8))
        reader = try CSVReader(try scratch.files.open("f", for: .read), name: "f", header: .none)
        while try reader.next() != nil {}
        #expect(reader.blankLines.first == [4, 5])
    }

    /// Rows are counted, and quotes judged, by the code that gives scripts their rows.
    @Test(arguments: 1...10 as ClosedRange<UInt64>) func itSeesTheRecordsThatAreRead(seed: UInt64) throws {
        let scratch = ScratchFolder()
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "1", "\"", "\"\"", ",", "\n", "\r\n", "\r", " ", "\0", "\"x\"", "\"a,b\"", "\"a\n\"", ",,", "\n\n",
        ]
        for _ in 0..<500 {
            let text = (0..<Int.random(in: 0...20, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            try scratch.write("f", Array(text.utf8))
            let chunk = [4, 7, 64, 4096].randomElement(using: &random) ?? 64
            let reader = {
                try CSVReader(
                    try scratch.files.open("f", for: .read), name: "f", header: .none, chunk: chunk,
                    refusesRagged: false)
            }
            var (read, seen, fault, flaw) = ([[Int]](), [[Int]](), "", "")
            do {
                var reader = try reader()
                while let record = try reader.next() { read.append([record.line, record.fields.count]) }
            } catch { fault = "\(error)" }
            do {
                var reader = try reader()
                guard let profile = CSVProfile(width: 3, samples: 1) else { continue }
                while let row = try reader.profileNext(profile) { seen.append([row.line, row.width]) }
            } catch { flaw = "\(error)" }
            #expect(read == seen, "\(text.debugDescription)")
            #expect(fault == flaw, "\(text.debugDescription)")
        }
    }
}
