import JSONTape
import Testing

struct JSONTextTests {
    @Test(arguments: [
        ("", #""""#), ("a/é😀\u{7F}", "\"a/é😀\u{7F}\""), ("\"\\", #""\"\\""#),
        ("\u{8}\u{C}\n\r\t", #""\b\f\n\r\t""#), ("\0\u{1}\u{1F}", #""\u0000\u0001\u001f""#),
    ])
    func onlyWhatMustBeIsEscaped(_ text: String, _ literal: String) {
        #expect(JSONText.literal(text) == literal)
        var bytes = Array("x".utf8)
        JSONText.append(text, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "x" + literal)
    }

    @Test func everyControlCharacterIsReadBack() throws {
        let text = String(String.UnicodeScalarView((0...0xFF).compactMap { Unicode.Scalar($0) }))
        let literal = JSONText.literal(text)
        #expect(literal.utf8.allSatisfy { $0 >= 0x20 })
        let read = try Array(literal.utf8).withUnsafeBytes { try JSONDocument.read($0) { $0.string } }
        #expect(read == text)
    }

    @Test func whatIsInvisibleIsEscapedInATextAsAWhole() {
        let text = "{\n  \"a\": \"\u{202E}😀\u{7F}\"\n}"
        let shown = JSONText.escaping(text) { $0.value == 0x7F || $0.value > 0x2000 }
        #expect(shown == "{\n  \"a\": \"\\u202e\\ud83d\\ude00\\u007f\"\n}")
        #expect(JSONText.escaping("{\"a\": 1}") { _ in true } == "{\"a\": 1}")
    }
}
