import Foundation
import StartRecords
import TestSupport
import Testing
import Timekeeping

@testable import govscript

/// A record as text and as a page.
struct ReportTests {
    private static func record(requests: Int = 0) -> StartRecord {
        var record = StartRecord(
            id: "20260131-080000-k3x9", script: .init(name: "nightly.lua", path: "/srv/nightly.lua", digest: "00ff"),
            started: ServiceInstant(milliseconds: 1_700_000_000_000))
        record.profile = "production"
        record.user = "officer"
        record.host = "server"
        record.asOf = record.started + .seconds(83)
        record.ending = StartRecord.Ending(.unfinished, code: 3)
        let elapsed = Shared(Duration.zero)
        let meter = WorkMeter { elapsed.value }
        meter.keep([ServiceLimit(service: "go", slots: 5, window: .seconds(1))])
        for _ in 0..<requests {
            meter.begin(.request)
            elapsed.change { $0 += .milliseconds(200) }
            meter.sent(SentRequest(service: "go", title: "GoGovSG", outcome: .answered, took: .milliseconds(200)))
            meter.end(.request)
        }
        record.work = meter.work()
        return record
    }

    private static func hostile(_ text: String) -> StartRecord {
        var record = record(requests: 20)
        record.script.name = text
        record.script.path = text
        record.arguments = [text]
        record.profile = text
        record.schedule = text
        record.host = text
        record.user = text
        record.ending?.message = text
        record.ending?.hint = text
        record.work.failures.add(
            Failure(
                source: text, key: text, place: text, state: text, kind: text, message: text, hint: text), kind: text)
        record.work.warnings.add(text)
        record.work.ingestions.add(Ingestion(dataset: text, after: .zero, took: .zero, error: text))
        var pass = RunPass(name: text)
        pass.failed = 1
        record.work.runs.add(pass)
        record.work.writes = [CallCount(call: text)]
        record.work.services[0].title = text
        record.work.services[0].reasons = [RetryReason(words: text, count: 1)]
        return record
    }

    @Test(arguments: [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "</style></title><b>", "&lt;b&gt; '",
        "\u{202E}abc",
        "a\u{0}\u{1B}[31m\nb",
    ])
    func everyTextIsEscaped(_ text: String) {
        let page = HTMLReport(Self.hostile(text)).html
        let plain = HTMLReport(Self.hostile("plain")).html
        func tags(_ html: String) -> [Substring] { html.matches(of: #/<[^>]*>/#).map(\.output) }
        // The same markup, whatever the texts are.
        #expect(tags(page) == tags(plain))
        #expect(!page.contains("\u{1B}") && !page.contains("\u{202E}") && !page.contains("\u{0}"))
    }

    @Test func thePageNeedsNothingElse() {
        let page = HTMLReport(Self.hostile("https://www.example.gov.sg")).html
        for part in ["src=", "href=", "url(", "@import", "<script", "<link"] { #expect(!page.contains(part)) }
        #expect(page.contains("default-src 'none'"))
        #expect(page.contains("prefers-color-scheme: dark"))
        #expect(page.contains("@media print"))
    }

    @Test(arguments: [0, 1, 2, 20, 1_000_000]) func thePageIsRightForAnyNumberOfRequests(_ requests: Int) {
        let record = Self.record(requests: requests)
        let page = HTMLReport(record).html
        #expect(page.utf8.count < 100_000)
        #expect(page.hasSuffix("</html>\n"))
        #expect(page.contains("Nothing was sent.") == (requests == 0))
        if requests > 0 { #expect(page.contains("<td class=\"n\">\(requests)</td>")) }
        // A chart with one bar would show nothing.
        #expect(page.contains("<svg") == (requests >= 20))
        #expect(!page.contains("nan") && !page.contains("inf"))
    }

    @Test func theSummaryTellsWhatALogShouldSay() {
        var record = Self.record(requests: 100)
        var pass = RunPass(name: "campaign")
        (pass.done, pass.before, pass.failed, pass.total, pass.isWhole) = (86, 200, 12, 300, true)
        record.work.runs.add(pass)
        record.work.services[0].retries = 3
        record.work.lostAnswers.done = 3
        record.work.lostAnswers.sentAgain = 1
        record.work.warnings.add("careful")
        #expect(
            StartSummary(record).lines(withParticulars: false) == [
                "nightly.lua: unfinished, exit code 3, took 1 min 23 s",
                "  campaign      286 done (200 earlier), 12 failed, of 300",
                "  GoGovSG       100 requests, 96% of its limit (5 per second), 3 retries",
                "  lost answers  3 found done, 1 sent again",
                "  time          requests 100%",
                "  warnings      1",
            ])
    }

    @Test func aShortQuietStartIsNotWorthASummary() {
        var record = Self.record(requests: 3)
        record.asOf = record.started + .seconds(2)
        #expect(!StartSummary(record).isNotable(isWatched: true))
        record.work.services[0].retries = 1
        #expect(StartSummary(record).isNotable(isWatched: true))
        #expect(!StartSummary(record).isNotable(isWatched: false))
        record.asOf = record.started + .seconds(60)
        #expect(StartSummary(record).isNotable(isWatched: false))
    }

    private static let browser = ["chromium", "chromium-browser", "google-chrome"].map { "/usr/bin/" + $0 }
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// What a browser makes of the page: everything is there, and nothing is complained about.
    @Test(.enabled(if: browser != nil, "Chromium is not installed"), arguments: [1, 1000])
    func aBrowserShowsThePage(_ requests: Int) async throws {
        let browser = try #require(Self.browser)
        let scratch = ScratchFolder()
        try scratch.file("r.html", HTMLReport(Self.record(requests: requests)).html)
        let flags = ["--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(scratch("profile"))"]
        let shown = try await ChildProcess(
            browser, flags + ["--enable-logging=stderr", "--dump-dom", "file://" + scratch("r.html")],
            in: scratch.path, environment: ["PATH": "/usr/bin:/bin", "HOME": scratch.path]
        ).runAside()
        #expect(shown.status == 0)
        #expect(shown.output.contains("nightly.lua") && shown.output.contains("Where the time went"))
        #expect(!shown.errors.contains("CONSOLE"), "\(shown.errors)")
    }
}
