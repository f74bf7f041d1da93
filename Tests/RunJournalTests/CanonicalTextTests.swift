import Testing

@testable import RunJournal

/// The text by which runs and the names of their links are known, which no version may change.
struct CanonicalTextTests {
    @Test(arguments: [
        ([], ""), ([""], "0:"), (["a", "bc"], "1:a2:bc"), (["a:b", "é"], "3:a:b2:é"), (["1:a", ""], "3:1:a0:"),
    ])
    func isTheSameForEver(_ parts: [String], _ text: String) {
        #expect(parts.canonicalText == text)
    }
}
