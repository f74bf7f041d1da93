import ApiClients
import FoundationEssentials
import Testing

struct JSONValueTests {
    @Test func everyKindIsReadAndWritten() throws {
        let text = #"{"a":[1,2.5,true,null,"x"],"b":{"c":-9007199254740993}}"#
        let value = try JSONValue(parsing: Data(text.utf8))
        #expect(value["a"]?.array == [.int(1), .double(2.5), .bool(true), .null, .string("x")])
        #expect(value["b"]?["c"]?.int == -9_007_199_254_740_993)
        #expect(value.text == text)
    }

    @Test func numbersThatComeAsTextAreNumbers() {
        #expect(JSONValue.string("42").int == 42)
        #expect(JSONValue.double(42).int == 42)
        #expect(JSONValue.double(4.2).int == nil)
    }
}
