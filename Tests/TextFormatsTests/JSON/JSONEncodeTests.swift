import LuaBridge
import Testing
import TextFormats

struct JSONEncodeTests {
    private final class Handle: LuaObject {
        static let luaTypeName = "csv.Writer"
    }

    private func encode(_ value: LuaValue, pretty: Bool = false, empty: JSON.EmptyTable = .object) throws -> String {
        String(decoding: try JSON.encode(value, pretty: pretty, empty: empty), as: UTF8.self)
    }

    private func refusal(_ value: LuaValue) -> String? {
        (#expect(throws: JSONError.self) { try JSON.encode(value) })?.description
    }

    @Test func valuesOfEveryKind() throws {
        #expect(
            try encode(
                .table([
                    "list": .table([.integer(1), .null, .boolean(false)]), "b": .string("x"), "B": .boolean(true),
                ])) == #"{"B":true,"b":"x","list":[1,null,false]}"#)
        #expect(try encode(.nil) == "null")
        #expect(try encode(.integer(.min)) == "-9223372036854775808")
    }

    @Test func floatsStayFloats() throws {
        let numbers: [Double] = [
            1, 0.1, -0.0, 1e15, 1e16, 1e100, .leastNonzeroMagnitude, 1 / 3, .greatestFiniteMagnitude,
        ]
        #expect(
            try encode(.table(LuaTable(array: numbers.map(LuaValue.number))))
                == "[1.0,0.1,-0.0,1000000000000000.0,1e+16,1e+100,5e-324,0.3333333333333333,1.7976931348623157e+308]")
    }

    @Test func stringsAreEscaped() throws {
        #expect(
            try encode(.string("\"\\/\u{8}\u{C}\n\r\t\0\u{1F}\u{7F}é😀")) == #""\"\\/\b\f\n\r\t\u0000\u001f"#
                + "\u{7F}é😀\"")
        #expect(try encode(.table(["a\n": .integer(1)])) == #"{"a\n":1}"#)
    }

    @Test func emptyTablesAreWhatIsAsked() throws {
        #expect(try encode(.table(["a": .table([])])) == #"{"a":{}}"#)
        #expect(try encode(.table(["a": .table([])]), empty: .array) == #"{"a":[]}"#)
        #expect(try encode(.table([]), pretty: true) == "{}")
    }

    @Test func prettyTextIsIndented() throws {
        #expect(
            try encode(.table(["a": .table([.integer(1), .table(["b": .null])]), "c": .table([])]), pretty: true) == """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": {}
                }
                """)
    }

    @Test func refusalsHaveThePath() {
        func inside(_ value: LuaValue) -> LuaValue {
            .table(["items": .table([.integer(1), .integer(2), .table(["name": value, "other": .integer(1)])])])
        }
        let place = "value.items[3].name: "
        #expect(refusal(inside(.opaque(.function))) == place + "a function cannot become JSON")
        #expect(refusal(inside(.object(LuaObjectReference(Handle())))) == place + "a csv.Writer cannot become JSON")
        #expect(refusal(inside(.number(.nan))) == place + "nan is not a number in JSON")
        #expect(refusal(inside(.number(-.infinity))) == place + "-inf is not a number in JSON")
        #expect(refusal(inside(.bytes([0xFF]))) == place + "the string is not UTF-8")
        #expect(
            refusal(inside(.table(LuaTable(array: [.null], fields: [.string("n"): .integer(1)]))))
                == place + "a table with both a sequence and other keys cannot become JSON")
        #expect(
            refusal(inside(.table(LuaTable(array: [.integer(1)], fields: [.integer(3): .integer(3)]))))
                == place + "there is no value at [2], but there are some behind it: put json.null there")
        #expect(
            refusal(inside(.table(LuaTable(fields: [.integer(5): .null]))))
                == place + "the key 5 is neither a string nor in a sequence from 1")
        #expect(
            refusal(inside(.table(LuaTable(fields: [.boolean(true): .null])))) == place
                + "a key is a boolean, not a string")
        #expect(refusal(inside(.table(LuaTable(fields: [.bytes([0xFF]): .null])))) == place + "a key is not UTF-8")
        #expect(refusal(.opaque(.thread)) == "value: a thread cannot become JSON")
        #expect(
            refusal(.table(["two words": .table(["1st": .table(["": .opaque(.userdata)])])]))
                == #"value["two words"]["1st"][""]: a userdata cannot become JSON"#)
    }

    @Test func depthHasALimit() throws {
        func nested(_ depth: Int) -> LuaValue {
            (1..<depth).reduce(.table([])) { value, _ in .table([value]) }
        }
        #expect(
            try encode(nested(200), empty: .array) == String(repeating: "[", count: 200)
                + String(repeating: "]", count: 200))
        #expect(refusal(nested(201)) == "value[1][1][1][1][1][1][1][1][1][1][1][1]…: nested deeper than 200 levels")
    }
}
