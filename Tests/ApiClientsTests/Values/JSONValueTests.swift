@testable import ApiClients
import Foundation
import Testing

struct JSONValueTests {
    @Test(arguments: [
        #"{"a":[1,2.5,null,true,"é"],"b":{"c":-1}}"#, #"["\"\\\n\r\t\u0001"]"#, "9223372036854775807", "[]", "{}",
        #"{"10":1,"9":2,"é":3}"#, "-0.5", "1e+300",
    ])
    func whatIsReadIsWrittenAgain(text: String) throws {
        let value = try JSONValue(parsing: Data(text.utf8))
        #expect(value.text == text)
        #expect(try JSONValue(parsing: Data(value.text.utf8)) == value)
    }

    @Test func foundationReadsWhatIsWritten() throws {
        let value = JSONValue.object([
            "controls": .string(String(decoding: (0..<0x80).map { UInt8($0) }, as: UTF8.self)),
            "numbers": .array([.int(.min), .double(0.1), .double(1e21), .double(-0.5)]),
        ])
        #expect(try JSONDecoder().decode(JSONValue.self, from: Data(value.text.utf8)) == value)
    }

    @Test func whatIsNoNumberOfJSONIsNull() {
        #expect(JSONValue.array([.double(.infinity), .double(.nan), .double(3)]).text == "[null,null,3]")
    }

    @Test func theLastOfMembersWithOneNameCounts() throws {
        #expect(try JSONValue(parsing: Data(#"{"a":1,"a":2}"#.utf8)) == .object(["a": .int(2)]))
    }
}
