import LuaBridge
import TestSupport
import Testing

@testable import TextFormats

struct CSVWriterTests {
    let scratch = ScratchFolder()

    /// The file's text after these rows.
    private func written(
        _ columns: [String], _ rows: [LuaTable], mode: CSVWriter.Mode = .replace, separator: CSVSeparator = .comma,
        lineEnd: CSVWriter.LineEnd = .lf
    ) throws -> String {
        var writer = try CSVWriter(
            "out.csv", columns: columns, in: scratch.files, mode: mode, separator: separator, lineEnd: lineEnd)
        for row in rows { try writer.write(row) }
        try writer.close()
        return try scratch.text("out.csv")
    }

    private func refusal(_ columns: [String] = ["a", "b"], _ rows: LuaTable..., mode: CSVWriter.Mode = .replace)
        -> String?
    {
        (#expect(throws: CSVError.self) { _ = try written(columns, rows, mode: mode) })?.description
    }

    @Test func rowsByPositionAndByName() throws {
        #expect(
            try written(
                ["a", "b", "c"],
                [
                    .texts("1", "2", "3"), .named(["c": "z", "a": "x"]), .texts("1"), [:],
                    LuaTable(array: [.string("1")], fields: [.integer(3): .string("3")]),
                ]) == "a,b,c\n1,2,3\nx,,z\n1,,\n,,\n1,,3\n")
    }

    @Test func valuesKeepTheirMeaning() throws {
        #expect(
            try written(
                ["v", "w"],
                [
                    [.integer(.min), .integer(42)], [.number(0.1), .number(3)], [.number(1e300), .number(-0.0)],
                    [.boolean(true), .boolean(false)], [.null, .string("é")], [.number(1 / 3), .string("=1+1")],
                ]) == "v,w\n-9223372036854775808,42\n0.1,3.0\n1e+300,-0.0\ntrue,false\n,é\n0.3333333333333333,=1+1\n")
    }

    @Test func quotesOnlyWhereNeeded() throws {
        #expect(
            try written(
                ["a,b", "c"],
                [
                    .texts("x y", "1,5"), .texts("say \"hi\"", "two\nlines"), .texts("cr\r", " spaced "),
                    .texts("", "\""), .texts("semi;", "tab\t"),
                ])
                == "\"a,b\",c\nx y,\"1,5\"\n\"say \"\"hi\"\"\",\"two\nlines\"\n\"cr\r\", spaced \n,\"\"\"\"\nsemi;,tab\t\n"
        )
        #expect(try written(["a"], [.texts(""), [.null], .texts("x")]) == "a\n\"\"\n\"\"\nx\n")
        #expect(
            try written(["a", "b"], [.texts("1;2", "1,2")], separator: .semicolon, lineEnd: .crlf)
                == "a;b\r\n\"1;2\";1,2\r\n")
    }

    @Test func flawedRowsAreNamedAndNotWritten() throws {
        #expect(
            refusal(["key", "state"], .named(["slgu": "x"]))
                == "out.csv: there is no column 'slgu'; the columns are 'key', 'state'")
        #expect(
            refusal(["a"], LuaTable(fields: [.integer(0): .string("x")]))
                == "out.csv: there is no column 0; the columns are 'a'")
        #expect(
            refusal(["a"], LuaTable(fields: [.boolean(true): .string("x")]))
                == "out.csv: there is no column of type boolean; the columns are 'a'")
        #expect(refusal(["a", "b"], .texts("1", "2", "3")) == "out.csv: 3 values, but there are 2 columns")
        #expect(
            refusal(["a"], LuaTable(fields: [.integer(2): .string("x")])) == "out.csv: 2 values, but there is 1 column")
        #expect(
            refusal(["a", "b"], LuaTable(array: [.string("1")], fields: [.string("b"): .string("2")]))
                == "out.csv: a row has values either by position or by column, not both")
        #expect(refusal(["a"], [.table([:])]) == "out.csv: column 'a': expected a string, number or boolean, got table")
        #expect(
            refusal(["a"], [.opaque(.function)])
                == "out.csv: column 'a': expected a string, number or boolean, got function")
        #expect(refusal(["a"], [.number(.nan)]) == "out.csv: column 'a': nan is not a finite number")
        #expect(try scratch.names() == [])
        var writer = try CSVWriter("out.csv", columns: ["a", "b"], in: scratch.files)
        #expect(throws: CSVError.self) { try writer.write(.named(["a": "half", "c": "x"])) }
        try writer.write(.named(["a": "whole"]))
        try writer.close()
        #expect(try scratch.text("out.csv") == "a,b\nwhole,\n")
    }

    @Test func columnsMustBeUniqueNames() {
        #expect(refusal([]) == "out.csv: there are no columns")
        #expect(refusal(["a", ""]) == "out.csv: column 2 has no name")
        #expect(refusal(["a", "a"]) == "out.csv: columns 1 and 2 are both named 'a'")
    }

    @Test func replacesAtCloseOnly() throws {
        try scratch.file("out.csv", "old")
        var writer = try CSVWriter("out.csv", columns: ["a"], in: scratch.files)
        try writer.write(.texts("1"))
        try writer.flush()
        #expect(try scratch.text("out.csv") == "old")
        try writer.close()
        try writer.close()
        #expect(try scratch.text("out.csv") == "a\n1\n")
        #expect(throws: CSVError(file: "out.csv", message: "the writer is closed")) { try writer.write(.texts("2")) }
        #expect(try scratch.names() == ["out.csv"])
    }

    @Test func unclosedReplacementLeavesTheOldFile() throws {
        try scratch.file("out.csv", "old")
        func abandon() throws {
            var writer = try CSVWriter("out.csv", columns: ["a"], in: scratch.files)
            try writer.write(.texts("1"))
            try writer.flush()
        }
        try abandon()
        #expect(try scratch.text("out.csv") == "old")
        #expect(try scratch.names() == ["out.csv"])
    }

    @Test func appendingContinuesTheFile() throws {
        #expect(try written(["a", "b"], [.texts("1", "2")], mode: .append) == "a,b\n1,2\n")
        #expect(try written(["a", "b"], [.texts("3", "4")], mode: .append) == "a,b\n1,2\n3,4\n")
        try scratch.file("out.csv", "\u{FEFF}\"a\",b\r\n1,2")
        #expect(try written(["a", "b"], [.texts("3", "4")], mode: .append) == "\u{FEFF}\"a\",b\r\n1,2\r\n3,4\r\n")
        for end in ["\n", "\r\n", "\r"] {
            try scratch.file("out.csv", "a,b\(end)1,2\(end)")
            let whole = "a,b\(end)1,2\(end)3,4\(end)"
            #expect(try written(["a", "b"], [.texts("3", "4")], mode: .append, lineEnd: .lf) == whole)
            try scratch.file("out.csv", "a,b\(end)1,2")
            #expect(try written(["a", "b"], [.texts("3", "4")], mode: .append, lineEnd: .crlf) == whole)
        }
        try scratch.file("out.csv", "")
        #expect(try written(["a", "b"], [], mode: .append) == "a,b\n")
        try scratch.file("out.csv", "a,b")
        #expect(try written(["a", "b"], [.texts("1", "2")], mode: .append) == "a,b\n1,2\n")
    }

    @Test func newFilesMayBeginWithTheMarkForExcel() throws {
        for mode in [CSVWriter.Mode.replace, .append] {
            var writer = try CSVWriter("out.csv", columns: ["a"], in: scratch.files, mode: mode, hasMark: true)
            try writer.write(.texts("1"))
            try writer.close()
        }
        #expect(try scratch.text("out.csv") == "\u{FEFF}a\n1\n1\n")
    }

    @Test func appendingNeedsTheSameColumns() throws {
        try scratch.file("out.csv", "a,c\n1,2\n")
        #expect(refusal(["a", "b"], mode: .append) == "out.csv:1: the columns are 'a', 'c', not 'a', 'b'")
        #expect(refusal(["c", "a"], mode: .append) == "out.csv:1: the columns are 'a', 'c', not 'c', 'a'")
        try scratch.file("out.csv", "\"a")
        #expect(refusal(["a"], mode: .append) == "out.csv:1: the quote that opens field 1 is never closed")
        #expect(try scratch.text("out.csv") == "\"a")
    }

    @Test func appendedRowsAreSeenWhenFlushed() throws {
        var writer = try CSVWriter("out.csv", columns: ["a"], in: scratch.files, mode: .append)
        try writer.write(.texts("1"))
        #expect(try scratch.text("out.csv") == "")
        try writer.flush()
        #expect(try scratch.text("out.csv") == "a\n1\n")
        for _ in 0..<CSVWriter.bufferSize { try writer.write(.texts("2")) }
        #expect(try scratch.text("out.csv").utf8.count > CSVWriter.bufferSize)
    }

    @Test func refusalsOfTheFileArePassedOn() throws {
        let error = #expect(throws: FileAccessError.self) {
            _ = try CSVWriter("/etc/out.csv", columns: ["a"], in: scratch.files).columns
        }
        #expect(
            error?.description
                == "cannot write '/etc/out.csv': outside the folders this script may write (allow it with --allow-write /etc/out.csv)"
        )
    }

    @Test func fullDisksAreReported() throws {
        let files = FileAccess(workingDirectory: scratch.path, everything: true)
        var writer = try CSVWriter("/dev/full", columns: ["a"], in: files, mode: .append)
        try writer.write(.texts("1"))
        let full = #expect(throws: CSVError.self) { try writer.flush() }
        #expect(full?.description == "/dev/full: cannot be written: no space left on device")
        #expect(full?.failure != nil && full?.isWriting == true)
        #expect(throws: CSVError(file: "/dev/full", message: "the writer is closed")) { try writer.write(.texts("1")) }
    }
}
