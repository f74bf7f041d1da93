import StartRecords
import Timekeeping

/// A record as one page of HTML: it needs no other file and no network, runs no script, and can be printed.
///
/// Texts and tables say everything; a chart stands only where there is something to compare.
struct HTMLReport {
    let record: StartRecord
    private let summary: StartSummary

    init(_ record: StartRecord) {
        self.record = record
        summary = StartSummary(record)
    }

    var html: String {
        var page = HTMLWriter()
        page.markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        // Nothing is fetched and nothing runs, whatever a text might have brought in.
        page.markup(
            """
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">

            """)
        page.element("<title>", "\(record.script.name), \(LocalTime(record.started).text)", "</title>\n<style>")
        page.markup(Self.style)
        page.markup("</style>\n</head>\n<body>\n<main>\n")
        head(&page)
        runs(&page)
        failures(&page)
        writes(&page)
        services(&page)
        time(&page)
        ingestions(&page)
        warnings(&page)
        page.element("<footer>Record version ", "\(StartRecord.version)", ", written by govscript ")
        page.text(record.program)
        page.markup("</footer>\n</main>\n</body>\n</html>\n")
        return page.html
    }

    private func head(_ page: inout HTMLWriter) {
        page.element("<h1>", record.script.name, "</h1>\n")
        page.markup(record.isGood ? "<p class=\"state good\">" : "<p class=\"state bad\">")
        page.text(String(summary.headline.dropFirst(record.script.name.count + 2)))
        page.markup("</p>\n<dl>\n")
        for (name, text) in summary.particulars {
            page.element("<dt>", name, "</dt>")
            page.element("<dd>", text, "</dd>\n")
        }
        page.markup("</dl>\n")
    }

    private func runs(_ page: inout HTMLWriter) {
        let runs = record.work.runs
        guard runs.total > 0 else { return }
        page.markup("<h2>Runs</h2>\n")
        page.table(
            ["Run", "Items", "Done", "Earlier", "Failed", "Uncertain", "Changed", "Complete"],
            numbers: [1, 2, 3, 4, 5, 6],
            runs.first.map { pass in
                [
                    pass.name, pass.total.map(String.init) ?? "–", "\(pass.done)", "\(pass.before)",
                    "\(pass.failed)", "\(pass.uncertain)", "\(pass.changed)", pass.isWhole ? "yes" : "no",
                ]
            })
        more(runs.unlisted, &page)
    }

    private func writes(_ page: inout HTMLWriter) {
        let writes = record.work.writes
        guard !writes.isEmpty else { return }
        page.markup("<h2>Writes</h2>\n")
        page.table(
            ["Call", "Done", "Failed", "Uncertain"], numbers: [1, 2, 3],
            writes.map { [$0.call, "\($0.done)", "\($0.failed)", "\($0.uncertain)"] })
    }

    private func services(_ page: inout HTMLWriter) {
        let work = record.work
        page.markup("<h2>Requests</h2>\n")
        guard !work.services.isEmpty else { return page.markup("<p>Nothing was sent.</p>\n") }
        page.table(
            ["Service", "Requests", "Limit", "Used", "Retries", "Refused", "Failed", "Mean answer", "Slowest"],
            numbers: [1, 3, 4, 5, 6, 7, 8],
            work.services.map { service in
                [
                    service.title, "\(service.requests)",
                    service.slots > 0 ? "\(service.slots) in \(service.window.inWords)" : "none",
                    service.share.map { "\(Int($0 * 100))%" } ?? "–", "\(service.retries)", "\(service.refused)",
                    "\(service.failed)", (service.answering / max(1, service.requests)).secondsText,
                    service.slowest.secondsText,
                ]
            })
        let lost = work.lostAnswers
        if lost.total > 0 {
            let outcomes = [
                (lost.done, "found done by a lookup"), (lost.sentAgain, "sent again"),
                (lost.unknown, "outcome unknown"),
            ]
            let words = outcomes.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
            page.element("<p>", "Lost answers: \(lost.total) (\(words)).", "</p>\n")
        }
        let reasons = work.services.flatMap { service in
            service.reasons.map { [service.title, $0.words, "\($0.count)"] }
        }
        if !reasons.isEmpty {
            page.markup("<h3>Why requests were sent again</h3>\n")
            page.table(["Service", "Reason", "Times"], numbers: [2], reasons)
        }
        RequestChart(record).write(to: &page)
    }

    private func time(_ page: inout HTMLWriter) {
        let time = record.work.time
        guard time.total > .zero else { return }
        page.markup("<h2>Where the time went</h2>\n")
        page.table(
            ["Activity", "Time", "Share"], numbers: [1, 2],
            Activity.allCases.filter { time[$0] > .zero }.map { activity in
                [
                    StartSummary.words(activity),
                    time[activity] < .seconds(60) ? time[activity].secondsText : time[activity].clockText,
                    "\(Int((time[activity] / time.total * 100).rounded()))%",
                ]
            })
        TimeChart(record).write(to: &page)
    }

    private func failures(_ page: inout HTMLWriter) {
        let failures = record.work.failures
        guard failures.listed.total > 0 else { return }
        page.element("<h2>Not done: ", "\(failures.listed.total)", "</h2>\n")
        page.table(
            ["Kind", "Count"], numbers: [1],
            failures.kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { [$0.key, "\($0.value)"] })
        page.table(
            ["Run or call", "Row", "Key", "State", "Kind", "Why"],
            failures.listed.first.map { failure in
                [
                    failure.source, failure.place ?? "–", failure.key ?? "–", failure.state, failure.kind,
                    [failure.message, failure.hint].compactMap(\.self).joined(separator: " – "),
                ]
            })
        more(failures.listed.unlisted, &page)
    }

    private func ingestions(_ page: inout HTMLWriter) {
        let ingestions = record.work.ingestions
        guard ingestions.total > 0 else { return }
        page.markup("<h2>Ingestions</h2>\n")
        page.table(
            ["Dataset", "Waited for from", "Took", "Result"], numbers: [2],
            ingestions.first.map { ingestion in
                [
                    ingestion.dataset, LocalTime(record.started + ingestion.after).text, ingestion.took.secondsText,
                    ingestion.error ?? "published",
                ]
            })
        more(ingestions.unlisted, &page)
    }

    private func warnings(_ page: inout HTMLWriter) {
        let warnings = record.work.warnings
        guard warnings.total > 0 else { return }
        page.markup("<h2>Warnings</h2>\n<ul>\n")
        for warning in warnings.first { page.element("<li>", warning, "</li>\n") }
        page.markup("</ul>\n")
        more(warnings.unlisted, &page)
    }

    private func more(_ count: Int, _ page: inout HTMLWriter) {
        if count > 0 { page.element("<p>… and ", "\(count)", " more.</p>\n") }
    }
}

extension StartRecord {
    /// Whether nothing is left to be looked at.
    fileprivate var isGood: Bool { ending.map { $0.reason == .finished } ?? true }
}
