import LuaBridge
import Testing
import TextFormats

struct JSONDecodeTests {
    private func decode(_ text: String) throws -> LuaValue { try JSON.decode(Array(text.utf8)) }

    private func refusal(_ text: String) -> String? { refusal(Array(text.utf8)) }

    private func refusal(_ bytes: [UInt8]) -> String? {
        (#expect(throws: JSONError.self) { try JSON.decode(bytes) })?.description
    }

    @Test func valuesOfEveryKind() throws {
        #expect(
            try decode(#"{"a": [1, 2.0, -3, 1e2], "b": {"c": "x"}, "d": null, "e": true, "f": false}"#)
                == .table([
                    "a": .table([.integer(1), .number(2), .integer(-3), .number(100)]),
                    "b": .table(["c": .string("x")]),
                    "d": .null, "e": .boolean(true), "f": .boolean(false),
                ]))
        #expect(try decode("null") == .null)
        #expect(try decode(" \"x\"\n") == .string("x"))
        #expect(try decode("[[], {}]") == .table([.table([]), .table([:])]))
        #expect(try decode("\u{FEFF}[1]") == .table([.integer(1)]))
    }

    @Test func numbersKeepTheirSubtype() throws {
        #expect(try decode("9223372036854775807") == .integer(.max))
        #expect(try decode("-9223372036854775808") == .integer(.min))
        #expect(try decode("1.0") == .number(1))
        #expect(try decode("1E0") == .number(1))
        #expect(try decode("0.1") == .number(0.1))
        #expect(try decode("5e-324") == .number(.leastNonzeroMagnitude))
        #expect(
            refusal("[1,\n 9223372036854775808]") == "line 2, column 20: too big integer near '9223372036854775808'")
        #expect(
            refusal("-9223372036854775809") == "line 1, column 20: too big negative integer near '-9223372036854775809'"
        )
        #expect(refusal("1e999") == "line 1, column 5: real number overflow near '1e999'")
        #expect(refusal("01") == "line 1, column 1: invalid token near '0'")
    }

    @Test func stringsKeepEveryCharacter() throws {
        #expect(try decode(#""\"\\\/\b\f\n\r\té\u0000\ud83d\ude00""#) == .string("\"\\/\u{8}\u{C}\n\r\té\0😀"))
        #expect(refusal(#""\ud83d""#) == #"line 1, column 8: invalid Unicode '\uD83D' near '"\ud83d"'"#)
        #expect(refusal([34, 0xE9, 34]) == "line 1, column 1: unable to decode byte 0xe9 near '\"'")
        #expect(refusal("\"a\nb\"") == "line 1, column 2: unexpected newline near '\"a'")
    }

    @Test func errorsHaveLineAndColumn() {
        #expect(refusal("") == "line 1, column 1: unexpected token near end of file")
        #expect(refusal("{\"a\": 1,\n \"b\" 2}") == "line 2, column 6: ':' expected near '2'")
        #expect(refusal("[1, 2") == "line 1, column 5: ']' expected near end of file")
        #expect(refusal("[1] x") == "line 1, column 5: end of file expected near 'x'")
        #expect(refusal("[1,]") == "line 1, column 4: unexpected token near ']'")
        #expect(refusal("{'a': 1}") == "line 1, column 2: string or '}' expected near '''")
        #expect(refusal("{\"é\": nul}") == "line 1, column 9: invalid token near 'nul'")
        #expect(refusal("NaN") == "line 1, column 3: invalid token near 'NaN'")
    }

    @Test func nulBytesAreNoBlanks() {
        #expect(refusal("1\0") == "line 1, column 2: unexpected NUL byte")
        #expect(refusal("[1\0]") == "line 1, column 3: unexpected NUL byte")
        #expect(refusal("{\"a\": 1.5\0,\n\"b\": 2}") == "line 1, column 10: unexpected NUL byte")
        #expect(refusal("\0") == "line 1, column 1: unexpected NUL byte")
        #expect(refusal("[1,\n\0 2]") == "line 2, column 1: unexpected NUL byte")
    }

    @Test func namesTwiceInAnObjectAreErrors() {
        #expect(refusal("{\"a\": 1,\n\"a\": 2}") == "line 2, column 3: duplicate object key near '\"a\"'")
        #expect(refusal(#"{"a": 1, "\u0061": 2}"#) == #"line 1, column 17: duplicate object key near '"\u0061"'"#)
        #expect(
            refusal(#"{"a\u0000b": 1}"#)
                == #"line 1, column 11: NUL byte in object key not supported near '"a\u0000b"'"#)
    }

    @Test func depthHasALimit() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        var value = try decode(nested(200))
        var depth = 0
        while case .table(let table) = value {
            depth += 1
            value = table.array.first ?? .nil
        }
        #expect(depth == 200)
        #expect(refusal("\n " + nested(201)) == "line 2, column 202: nested deeper than 200 levels")
        #expect(
            refusal(String(repeating: "{\"é\":", count: 1_000_000))
                == "line 1, column 1001: nested deeper than 200 levels")
        #expect(try decode("[\"\\\"" + String(repeating: "[", count: 300) + "\"]") != .nil)
        #expect(try decode("[" + Array(repeating: "[]", count: 300).joined(separator: ",") + "]") != .nil)
    }
}
