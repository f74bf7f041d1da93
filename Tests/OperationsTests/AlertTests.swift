import Operations
import Testing
import Timekeeping

/// Whom `--notify` tells, and what.
struct AlertTests {
    @Test(arguments: [
        ("https://hc-ping.com/uuid", AlertTarget.ping("https://hc-ping.com/uuid"), "hc-ping.com"),
        ("json:https://me:pw@x.sg/hook", .webhook("https://me:pw@x.sg/hook"), "x.sg"),
        ("mailto:ops@example.gov.sg", .mail("ops@example.gov.sg"), "ops@example.gov.sg"),
    ])
    func targetsAreKnown(_ text: String, _ target: AlertTarget, _ name: String) throws {
        #expect(try AlertTarget(text) == target)
        #expect(target.name == name)
    }

    @Test(arguments: [
        "", "hc-ping.com", "ftp://x", "https://x y", "json:", "json:x", "mailto:", "mailto:-oQ/tmp@x",
        "mailto:a@b\nBcc: c",
    ])
    func whatIsNoneIsRefused(_ text: String) { #expect(throws: AlertTarget.Mistake.self) { try AlertTarget(text) } }

    @Test(arguments: [
        ("https://hc-ping.com/uuid", "start", "https://hc-ping.com/uuid/start?rid=R"),
        ("https://hc-ping.com/key/slug?create=1", "75", "https://hc-ping.com/key/slug/75?create=1&rid=R"),
        ("https://hc.example/ping/uuid/", "log", "https://hc.example/ping/uuid/log?rid=R"),
        ("https://hc.example/u?", "0", "https://hc.example/u/0?rid=R"),
    ])
    func signalsAreAddedToThePath(_ url: String, _ signal: String, _ address: String) {
        #expect(AlertTarget.address(of: signal, at: url, id: "R") == address)
    }

    @Test func theEndOfTheLogIsKept() {
        let log = "first\nsecond ä\nthird\n"
        func body(_ limit: Int) -> String {
            String(decoding: AlertTarget.body("head\n", log: log, limit: limit), as: UTF8.self)
        }
        #expect(body(1000) == "head\n" + log)
        #expect(body(15) == "head\nthird\n")
        #expect(body(12) == "head\nthird\n")
        #expect(body(3) == "hea")
        #expect(body(0) == "")
        for limit in 0...40 {
            let bytes = AlertTarget.body("ä\n", log: log, limit: limit)
            #expect(bytes.count <= limit)
        }
    }

    @Test func aSubjectAddsNoHeader() {
        let mail = AlertTarget.mail(to: "a@b.sg", subject: "x\nBcc: c@d.sg", body: "text\n")
        #expect(mail.hasPrefix("To: a@b.sg\nSubject: xBcc: c@d.sg\n"))
        #expect(mail.hasSuffix("\n\ntext\n"))
    }

    private static func metrics(code: Int32, before: String = "") -> MetricsText {
        MetricsText(
            labels: [("script", "a\"b\\.lua"), ("profile", "production")],
            ended: ServiceInstant(milliseconds: 1_700_000_000_500), duration: .milliseconds(1500), code: code,
            items: [("done", 3)], writes: [("links.create", 2)], before: before)
    }

    @Test func metricsHaveTheFormOfTheCollector() {
        let text = Self.metrics(code: 0).text
        #expect(text.hasSuffix("\n"))
        let labels = #"script="a\"b\\.lua",profile="production""#
        for line in [
            "# TYPE govscript_last_success_timestamp_seconds gauge",
            "govscript_last_success_timestamp_seconds{\(labels)} 1700000000.5",
            "govscript_last_run_duration_seconds{\(labels)} 1.5",
            "govscript_last_run_exit_code{\(labels)} 0",
            "govscript_last_run_items{\(labels),state=\"done\"} 3",
            "govscript_last_run_writes{\(labels),call=\"links.create\"} 2",
        ] {
            #expect(text.split(separator: "\n").contains(Substring(line)), "\(text)")
        }
    }

    /// What is watched is how long ago it last worked: a failure must not take that away.
    @Test func aFailureKeepsTheLastSuccess() {
        let success = Self.metrics(code: 0)
        var failure = Self.metrics(code: 69, before: success.text)
        #expect(failure.lastSuccess == success.ended)
        failure = Self.metrics(code: 69, before: failure.text)
        #expect(failure.lastSuccess == success.ended)
        #expect(Self.metrics(code: 69).lastSuccess == nil)
        #expect(!Self.metrics(code: 69).text.contains("last_success"))
        #expect(Self.metrics(code: 1, before: "govscript_last_success_timestamp_seconds nonsense\n").lastSuccess == nil)
    }
}
