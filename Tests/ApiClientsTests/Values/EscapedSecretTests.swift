@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing

/// Secrets are found however a text escapes them, and nothing else is touched.
struct EscapedSecretTests {
    private static let url = "https://s3.example/k.csv?X-Amz-Algorithm=A&X-Amz-Signature=SIGNED&X-Amz-Expires=9"

    @Test(arguments: [
        ["/": "\\/"], ["&": "\\u0026"], ["=": "\\u003d"], ["=": "\\u003D"], ["?": "\\u003F"], ["/": "\\u002f"],
        ["&": "\\u0026", "=": "\\u003d", "/": "\\/"], ["X": "\\u0058"],
        ["/": "%2F", "?": "%3F", "=": "%3D", "&": "%26"],
        ["&": "&amp;"], ["/": "\\\\\\/"], ["&": "\\\\u0026", "/": "\\\\/"], ["S": "\\u0053"],
    ])
    func signaturesAreBlanked(_ escapes: [String: String]) throws {
        var text = Self.url
        // Backslashes that an escape brings along are not escaped again.
        for (plain, escape) in escapes.sorted(by: { $0.key < $1.key }) { text = text.replacing(plain, with: escape) }
        let shown = Redaction.text("{\"a\":[\"x\",{\"url\":\"\(text)\",\"n\":12345678901234567890}]}")
        #expect(!shown.contains("SIGNED") && !shown.contains("\\u0053IGNED"), "\(shown)")
        #expect(shown.hasPrefix("{\"a\":[\"x\",{\"url\":\"") && shown.hasSuffix("\",\"n\":12345678901234567890}]}"))
    }

    @Test(arguments: [
        "x X-Amz-Signature=SIGNED y", "\"X-Amz-Credential\": \"SIGNED\"", "x-amz-security-token: SIGNED",
        "?sig=SIGNED&a=b",
        "&Signature=SIGNED", "AWSAccessKeyId=SIGNED&x", "x-goog-signature%3DSIGNED",
        "say \" X-Amz-Signature\\u003dSIGNED",
    ])
    func signaturesAreBlankedOutsideOfAddressesToo(_ text: String) {
        #expect(!Redaction.text(text).contains("SIGNED"))
    }

    @Test(arguments: [
        "a sig=b", "the signature: yes", "\"signature\": \"x\"", "{\"a\\u0026b\":\"c%20d\"}", "100 % \\ \\u12", "é\\/",
    ])
    func otherTextsStayAsTheyAre(_ text: String) {
        #expect(Redaction.text(text) == text)
    }

    @Test(arguments: [
        "KEY+/1", "KEY+\\/1", "\\u004bEY+/1", "KEY%2B%2f1", "KEY\\u002B\\u002f1", "KEY%252B%252F1", "KEY+\\\\\\/1",
    ])
    func keysAreBlanked(_ key: String) {
        #expect(Redaction.text("{\"a\":\"<\(key)>\"}", without: SecretForms("KEY+/1")) == "{\"a\":\"<[key]>\"}")
    }

    @Test func bytesThatAreNoTextStay() {
        #expect(
            Redaction.bytes([0xFF, 0x41, 0x42, 0xFE], without: SecretForms("AB")) == [0xFF] + Array("[key]".utf8) + [
                0xFE
            ])
        #expect(Redaction.bytes([0xFF, 0x41, 0xFE], without: SecretForms("AB")) == nil)
    }

    @Test(arguments: ["", "u:", "ab:", "a user:", "\u{E9}x:"], ["", "!", "?>", "end of it"])
    func keysInBase64AreBlanked(before: String, after: String) {
        // The bytes that give `+` and `/` are there too.
        for key in ["live_v1_KEY42", "secret?>secret~~", "p\u{F8}ssw\u{F8}rd\u{FF}\u{FF}"] {
            let standard = Data((before + key + after).utf8).base64EncodedString()
            let inURL = standard.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            for code in [standard, inURL, standard.replacing("/", with: "\\/"), standard.replacing("=", with: "%3D")] {
                let shown = Redaction.text("{\"a\":\"Basic \(code)\",\"b\":1}", without: SecretForms(key))
                #expect(shown == "{\"a\":\"Basic [key]\",\"b\":1}", "\(key)")
            }
        }
    }

    @Test func ofAKeyThatIsTooShortForBase64OnlyTheKeyItselfIsLookedFor() {
        let key = SecretForms("abcde")
        #expect(Redaction.text("abcde YWJjZGU=", without: key) == "[key] YWJjZGU=")
    }

    @Test func aKeyInAGoodAnswerIsClearedWhereTheKeyIsNotSentToo() async throws {
        let fixture = Fixture { request, _ in
            let body = #"{"code":0,"data":{"name":"admin\u002dkey","format":"x admin-key"}}"#
            return HTTPResponse(status: 200, body: Data(body.utf8))
        }
        let client = try fixture.dataGov()
        let metadata = try await fixture.clock.run {
            try await client.metadata(DatasetID("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"))
        }
        #expect(metadata.name == "[key]" && metadata.format == "x [key]")
    }
}
