import FoundationEssentials
import Testing

@testable import ApiEmulator

struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (1_663_558_260_131, "2022-09-19T03:31:00.131Z", "Mon, 19 Sep 2022 03:31:00 GMT"),
        (1_709_210_096_007, "2024-02-29T12:34:56.007Z", "Thu, 29 Feb 2024 12:34:56 GMT"),
        (4_102_444_799_999, "2099-12-31T23:59:59.999Z", "Thu, 31 Dec 2099 23:59:59 GMT"),
    ])
    func texts(milliseconds: Int64, iso: String, http: String) {
        let time = Timestamp(since1970: .milliseconds(milliseconds))
        #expect(time.iso8601 == iso)
        #expect(time.httpDate == http)
        #expect(Timestamp(compact: time.compact)?.milliseconds == milliseconds / 1000 * 1000)
    }

    @Test func agreesWithFoundation() {
        for day in stride(from: 0, to: 40_000, by: 17) {
            let date = Date(timeIntervalSince1970: Double(day) * 86_400)
            let text = Timestamp(since1970: .seconds(day * 86_400)).iso8601
            #expect(text == date.formatted(.iso8601).replacing("Z", with: ".000Z"))
        }
    }

    @Test(arguments: ["", "20220919", "2022-09-19T03:31Z", "20221319T000000Z"])
    func badCompactText(text: String) {
        #expect(Timestamp(compact: text) == nil)
    }
}
