import Foundation
import JSONTape
import Testing

struct JSONDocumentTests {
    /// What the reader sees, written as a text of its own.
    private func shown(_ node: JSONNode) -> String {
        switch node.kind {
        case .null: return "null"
        case .bool(let flag): return "\(flag)"
        case .integer(let integer): return "i\(integer)"
        case .number(let number): return "n\(number)"
        case .string: return "'\(node.string ?? "?")'"
        case .array:
            var parts: [String] = []
            node.forEachElement { parts.append(shown($0)) }
            return "[\(parts.joined(separator: " "))]"
        case .object:
            var parts: [String] = []
            node.forEachMember { parts.append("\($0)=\(shown($1))") }
            return "{\(parts.joined(separator: " "))}"
        }
    }

    private func read(_ text: String) throws -> String {
        try Data(text.utf8).withUnsafeBytes { try JSONDocument.read($0, shown) }
    }

    @Test(arguments: [
        ("null", "null"), (" true ", "true"), ("-0", "i0"), ("1.0", "n1.0"), ("-0.0", "n-0.0"), ("1e3", "n1000.0"),
        ("9223372036854775807", "i9223372036854775807"), ("-9223372036854775808", "i-9223372036854775808"),
        (#""a\u0000\ud83d\ude00\/\"""#, "'a\u{0}😀/\"'"), ("[]", "[]"), ("{}", "{}"), ("[[],{},[1]]", "[[] {} [i1]]"),
        (#"{"a":{"b":[1,2.5,null]},"c":"d"}"#, "{a={b=[i1 n2.5 null]} c='d'}"),
        ("\u{FEFF}[1]", "[i1]"), (#"{"a":1,"a":2}"#, "{a=i1 a=i2}"),
    ])
    func valuesAreReadAsTheyStand(text: String, expected: String) throws {
        #expect(try read(text) == expected)
    }

    @Test(arguments: [
        ("9223372036854775808", "n9.223372036854776e+18"), ("-9223372036854775809", "n-9.223372036854776e+18"),
        ("123456789012345678901234567890", "n1.2345678901234568e+29"),
        (
            #"{"123456789012345678901":[-123456789012345678901, 5, "12345678901234567890123\"4"]}"#,
            #"{123456789012345678901=[n-1.2345678901234568e+20 i5 '12345678901234567890123"4']}"#
        ),
        ("[123456789012345678901.5,123456789012345678901e2]", "[n1.2345678901234568e+20 n1.2345678901234568e+22]"),
    ])
    func integersAboveSixtyFourBitsBecomeDoubles(text: String, expected: String) throws {
        #expect(try read(text) == expected)
    }

    @Test(arguments: [
        ("", "is not JSON"), ("nul", "is not JSON"), ("[1,]", "is not JSON"), ("{} {}", "is not JSON"),
        ("\"\u{1}\"", "is not JSON"), (#""\ud800""#, "is not JSON"), ("'a'", "is not JSON"), ("NaN", "is not JSON"),
        ("1e999", "holds a number that cannot be read"), ("01", "holds a number that cannot be read"),
        ("-", "holds a number that cannot be read"), ("[1,\u{0}]", "is not JSON"),
        ("1\u{0}", "holds a number that cannot be read"),
    ])
    func whatIsNotJSONIsRefused(text: String, message: String) {
        let error = #expect(throws: JSONSyntaxError.self) { try read(text) }
        #expect(error?.description == message)
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        #expect(throws: JSONSyntaxError.self) {
            try [UInt8]([0x22, 0xFF, 0x22]).withUnsafeBytes { try JSONDocument.read($0, shown) }
        }
    }

    @Test func depthIsBounded() throws {
        func deep(_ count: Int) -> String {
            String(repeating: "[", count: count) + "i1" + String(repeating: "]", count: count)
        }
        #expect(try read(deep(200).replacing("i1", with: "1")) == deep(200))
        let error = #expect(throws: JSONSyntaxError.self) { try read(deep(201).replacing("i1", with: "1")) }
        #expect(error?.description == "is nested more than 200 deep")
        #expect(throws: JSONSyntaxError.self) { try read(String(repeating: #"{"a":"#, count: 1_000_000)) }
    }

    @Test func membersAreFoundByName() throws {
        let text = #"{"count":1,"urls":[{"shortUrl":"x"}],"count":2}"#
        let (count, name, missing) = try Data(text.utf8).withUnsafeBytes {
            try JSONDocument.read($0) { root in
                var name: String?
                root["urls"]?.forEachElement { name = $0["shortUrl"]?.string }
                return (root["count"]?.integer, name, root["no"] == nil)
            }
        }
        #expect(count == 2)
        #expect(name == "x")
        #expect(missing)
    }

    @Test func aReaderMayParseAnotherDocument() throws {
        let inner = try Data(#"["[1,2]"]"#.utf8).withUnsafeBytes {
            try JSONDocument.read($0) { root in
                var seen: [String] = []
                try root.forEachElement { seen.append(try read($0.string ?? "")) }
                return seen + [shown(root)]
            }
        }
        #expect(inner == ["[i1 i2]", "['[1,2]']"])
    }

    @Test func threadsParseAtOnce() async throws {
        try await withThrowingTaskGroup(of: String.self) { group in
            for number in 0..<64 { group.addTask { try read("[\(number),\"\(number)\"]") } }
            var seen: Set<String> = []
            for try await text in group { seen.insert(text) }
            #expect(seen == Set((0..<64).map { "[i\($0) '\($0)']" }))
        }
    }
}
