@testable import ApiClients
import Testing
import Timekeeping

/// The dates and names that come with every answer.
struct DateTests {
    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Sun, 6 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Thu, 29 Feb 2024 23:59:60 GMT", 1_709_251_200), ("Wed, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
            ("Sunday, 06-Nov-94 08:49:37 GMT", nil), ("Sun Nov  6 08:49:37 1994", nil), ("", nil), ("Sun", nil),
            ("Sun, 06 Nov 1994 08:49:37", nil), ("Sun, 06 Nov 1994 08:49:37 GMT+1", nil),
            ("Sun, 06 Now 1994 08:49:37 GMT", nil), ("Sun, 32 Nov 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 24:49:37 GMT", nil), ("Sun, 06 Nov 19940 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1969 08:49:37 GMT", nil), ("Sün, 06 Nov 1994 08:49:37 GMT", nil),
        ] as [(String, Int64?)])
    func headerDatesAreRead(_ text: String, _ seconds: Int64?) {
        #expect(HTTPDate.parse(text) == seconds.map { ServiceInstant(milliseconds: $0 * 1000) })
    }

    @Test(
        arguments: [
            ("1994-11-06T08:49:37.131Z", 784_111_777_131), ("1994-11-06T08:49:37Z", 784_111_777_000),
            ("1994-11-06T08:49:37.1Z", 784_111_777_100),
            ("1994-11-06T08:49:37.13149999999999999999999Z", 784_111_777_131),
            ("1994-11-06T08:49:37.Z", nil), ("1994-11-06T08:49:37", nil), ("1994-11-06 08:49:37Z", nil),
            ("1994-11-06T08:49:37+08:00", nil), ("1994-13-06T08:49:37Z", nil), ("0000-11-06T08:49:37Z", nil),
            ("19940-11-06T08:49:37Z", nil), ("-994-11-06T08:49:37Z", nil), ("1994-11-06T08:49:37ZZ", nil), ("", nil),
        ] as [(String, Int64?)])
    func timestampsAreRead(_ text: String, _ milliseconds: Int64?) {
        #expect(Timestamp.parse(text) == milliseconds.map { ServiceInstant(milliseconds: $0) })
    }

    @Test(arguments: [
        ("Retry-After", "retry-after", true), ("DATE", "date", true), ("Date", "data", false), ("Dates", "date", false),
        ("[", "{", false), ("@", "`", false), ("É", "é", false), ("É", "É", true),
    ])
    func namesCompareWithoutCase(_ name: String, _ other: String, _ isSame: Bool) {
        #expect(name.isSameWord(as: other) == isSame)
        #expect((HeaderFields([(name, "x")])[other] != nil) == isSame)
    }

    @Test(arguments: [
        ("text/html", true), ("Text/HTML; charset=utf-8", true), ("application/xhtml+xml", true), ("html", true),
        ("application/json", false), ("htm", false), ("", false), ("hthtml", true),
    ])
    func webPagesAreKnownByTheirType(_ type: String, _ isHTML: Bool) {
        #expect(HTTPResponse(status: 200, headers: HeaderFields([("Content-Type", type)])).isHTML == isHTML)
    }
}
