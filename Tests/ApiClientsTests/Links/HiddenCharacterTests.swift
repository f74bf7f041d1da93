@testable import ApiClients
import Testing

/// Characters that a person does not see, or takes for others, are named with their code point and place.
struct HiddenCharacterTests {
    @Test(arguments: [
        " https://www.example.gov.sg": "a blank (U+0020) at character 1",
        "https://www.example.gov.sg ": "a blank (U+0020) at character 27",
        "https://www.example.gov.sg/a\n": "a line break (U+000A) at character 29",
        "\u{A0}https://www.example.gov.sg": "a no-break space (U+00A0) at character 1",
        "\u{FEFF}https://www.example.gov.sg": "a byte order mark (U+FEFF) at character 1",
        "https://www\u{200B}.example.gov.sg": "a zero-width space (U+200B) at character 12",
        "https://www.example.gov.sg/a\u{A0}b": "a no-break space (U+00A0) at character 29",
        "https://www.example.gov.sg/\u{AD}b": "a soft hyphen (U+00AD) at character 28",
        "\u{201C}https://www.example.gov.sg\u{201D}": "a curly quote (U+201C) at character 1",
    ])
    func theyAreNamedInURLs(text: String, place: String) {
        let error = #expect(throws: ApiError.self) { try LongURL(text) }
        #expect(error?.message.hasPrefix("Long URL has \(place)") == true, "\(error?.message ?? "")")
        #expect(error?.hint != nil)
    }

    @Test(arguments: [
        "prog\u{2013}1": "There is an en dash (U+2013) at character 5. ",
        "prog-1\u{200B}": "There is a zero-width space (U+200B) at character 7. ",
        " prog": "There is a blank (U+0020) at character 1. ", "Prog": "",
    ])
    func theyAreNamedInNames(text: String, start: String) {
        let error = #expect(throws: ApiError.self) { try ShortName(text) }
        #expect(error?.hint == start + "Use lower-case letters, digits and hyphens only.")
    }

    @Test func theyAreNamedInDatasetIDs() {
        let error = #expect(throws: ApiError.self) { try DatasetID("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912\u{A0}") }
        #expect(error?.hint?.hasPrefix("There is a no-break space (U+00A0) at character 35. ") == true)
    }

    @Test(arguments: ["https://www.example.gov.sg/க்\u{200C}ஷ", "https://www.example.gov.sg/caf\u{E9}\u{2013}1"])
    func whatALanguageNeedsPasses(text: String) throws {
        #expect(try LongURL(text).text == text)
    }
}
