import Testing

@testable import ApiEmulator

struct CsvProfileTests {
    private func profile(_ text: String) -> CSVProfile { profile(Array(text.utf8)) }
    private func profile(_ bytes: [UInt8]) -> CSVProfile { bytes.withUnsafeBytes { CSVProfile($0) } }

    @Test(arguments: [
        ("", nil, nil, "The file is empty."),
        ("a,b\n", nil, nil, "The file has no rows."),
        ("a,,b\n1,2,3\n", 1, "", "A column header is empty."),
        ("a b\n1\n", 1, "a b", "A column header may hold letters, digits, '.', '-' and '_' only."),
        ("Name\n1\n", 1, "Name", "A column header must be in lower case."),
        ("a,a\n1,2\n", 1, "a", "The column header occurs twice."),
        (
            "abcdefghijklmnopqrstuvwxy\n1\n", 1, "abcdefghijklmnopqrstuvwxy",
            "A column header must be under 25 characters."
        ),
        ("a,b\n1\n", 2, nil, "The row has 1 field, the header has 2."),
        ("a,b\n1,2,3\n", 2, nil, "The row has 3 fields, the header has 2."),
        ("a,b\n\"x\ny\",1\n2\n", 4, nil, "The row has 1 field, the header has 2."),
        ("a\n\"x\n", 2, nil, "A quoted field is not closed."),
        ("a\n\"x\"y\n", 2, nil, "Text follows the closing quote of a field."),
        ("a\nx\"y\n", 2, nil, "A quote stands inside a field that does not begin with one."),
        ("year\n24\n", 2, "year", "'24' is not a year (YYYY)."),
        ("month\n2024-13\n", 2, "month", "'2024-13' is not a month (YYYY-MM)."),
        ("date\n2023-02-29\n", 2, "date", "'2023-02-29' is not a date (YYYY-MM-DD)."),
        ("week\n2024-54\n", 2, "week", "'2024-54' is not a week (YYYY-Www)."),
        ("quarter\n2024-Q5\n", 2, "quarter", "'2024-Q5' is not a quarter (YYYY-Qq)."),
        ("half_year\n2024-H3\n", 2, "half_year", "'2024-H3' is not a half year (YYYY-Hh)."),
        (
            "date_time\n2024-01-01 10:00\n", 2, "date_time",
            "'2024-01-01 10:00' is not a date and time (YYYY-MM-DDThh:mm[:ss][+hh:mm])."
        ),
        ("time\n25:00\n", 2, "time", "'25:00' is not a time (hh:mm[:ss])."),
    ])
    func problems(text: String, line: Int?, column: String?, message: String) {
        #expect(profile(text).problems == [CSVProblem(line: line, column: column, message: message)])
    }

    @Test func badUtf8() {
        let problems = profile(Array("a\n".utf8) + [0xFF, 0x0A]).problems
        #expect(problems == [CSVProblem(line: 2, message: "The text is not UTF-8.")])
    }

    @Test func stopsAfterTwentyProblems() {
        #expect(profile("a,b\n" + String(repeating: "1\n", count: 1000)).problems.count == 20)
    }

    @Test(arguments: [
        ("year", "2024"), ("month", "2024-12"), ("date", "2024-02-29"), ("week", "2024-W01"), ("quarter", "2024-Q4"),
        ("half_year", "2024-H2"), ("date_time", "2024-01-01T10:00"), ("date_time", "2024-01-01T10:00:59+08:00"),
        ("time", "23:59"), ("time", "23:59:59"), ("date", ""), ("date", "na"),
    ])
    func goodDates(column: String, value: String) {
        #expect(profile("\(column),b\n\(value),1\n").problems.isEmpty)
    }

    @Test func findsNumbers() {
        let columns = profile("a,b,c,d,month\n1,x,,1,2024-01\n-2.5e3,2,na,0x1F,2024-02\n").columns
        #expect(columns.map(\.type) == [.numeric, .text, .text, .text, .month])
    }

    @Test(arguments: [
        ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]),
        ("\u{FEFF}a\n", [["a"]]),
        ("a\n\"1,2\"\n", [["a"], ["1,2"]]),
        ("a\n\"x\"\"y\"\n", [["a"], ["x\"y"]]),
        ("a\n\"x\r\ny\"\n", [["a"], ["x\r\ny"]]),
        ("a,b\n,\n", [["a", "b"], ["", ""]]),
        ("a,b\n1,", [["a", "b"], ["1", ""]]),
        ("a\n\n", [["a"], [""]]),
        ("a\n\"\"", [["a"], [""]]),
    ])
    func records(text: String, expected: [[String]]) throws {
        let records = try Array(text.utf8).withUnsafeBytes { bytes in
            var reader = CSVReader(bytes)
            var records: [[String]] = []
            while let record = try reader.next() { records.append(record) }
            return records
        }
        #expect(records == expected)
    }
}
