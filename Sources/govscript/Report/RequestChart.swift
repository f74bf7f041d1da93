import StartRecords
import Timekeeping

/// The requests of each step of time as bars, one chart for each service, against what its limit lets through.
struct RequestChart {
    private let record: StartRecord

    init(_ record: StartRecord) { self.record = record }

    func write(to page: inout HTMLWriter) {
        let timeline = record.work.timeline
        for line in timeline.lines where line.steps.count > 1 {
            guard let service = record.work.services.first(where: { $0.name == line.service }) else { continue }
            write(line, service, timeline, to: &page)
        }
    }

    private func write(_ line: Timeline.Line, _ service: ServiceUse, _ timeline: Timeline, to page: inout HTMLWriter) {
        let step = timeline.step
        let limit = service.slots > 0 && service.window > .zero ? step / service.window * Double(service.slots) : 0
        let highest = max(limit, Double(line.steps.map(\.requests).max() ?? 0), 1)
        let frame = ChartFrame(columns: timeline.columns)
        page.element("<figure><figcaption>", service.title, ": requests")
        page.text(" in each \(step.inWords)")
        let most = Int(highest)
        page.text(limit > 0 ? "; the line is the limit, \(Int(limit))" : "; the highest is \(most)")
        page.markup("</figcaption>\n")
        frame.open(&page)
        for (column, counts) in line.steps.enumerated() where !counts.isEmpty {
            let height = Double(counts.requests) / highest
            frame.bar(&page, column, from: 0, height: height, "<rect class=\"c3\"")
            let bad = Double(min(counts.requests, counts.refused + counts.failed)) / highest
            if bad > 0 { frame.bar(&page, column, from: 0, height: bad, "<rect class=\"bad\"") }
        }
        if limit > 0 { frame.line(&page, at: limit / highest) }
        frame.close(&page, took: step * timeline.columns)
        page.markup(
            """
            <p class="key"><span class="c3"></span> requests <span class="bad"></span> refused or failed</p></figure>

            """)
    }
}

/// Where the time of each step went, as bars of one height.
struct TimeChart {
    private let record: StartRecord

    init(_ record: StartRecord) { self.record = record }

    func write(to page: inout HTMLWriter) {
        let timeline = record.work.timeline
        guard timeline.shares.count > 1 else { return }
        let frame = ChartFrame(columns: timeline.columns)
        page.markup("<figure><figcaption>")
        page.text("In each \(timeline.step.inWords)")
        page.markup("</figcaption>\n")
        frame.open(&page)
        for (column, shares) in timeline.shares.enumerated() {
            var base = 0.0
            for activity in Activity.allCases where shares[activity] > .zero {
                let height = min(1 - base, shares[activity] / timeline.step)
                frame.bar(&page, column, from: base, height: height, Self.markup(activity))
                base += height
            }
        }
        frame.close(&page, took: timeline.step * timeline.columns)
        page.markup("<p class=\"key\">")
        for activity in Activity.allCases {
            page.markup(Self.key(activity))
            page.text(" \(StartSummary.words(activity)) ")
        }
        page.markup("</p></figure>\n")
    }

    private static func markup(_ activity: Activity) -> StaticString {
        switch activity {
        case .limit: "<rect class=\"c0\""
        case .retry: "<rect class=\"c1\""
        case .ingestion: "<rect class=\"c2\""
        case .request: "<rect class=\"c3\""
        case .script: "<rect class=\"c4\""
        }
    }

    private static func key(_ activity: Activity) -> StaticString {
        switch activity {
        case .limit: "<span class=\"c0\"></span>"
        case .retry: "<span class=\"c1\"></span>"
        case .ingestion: "<span class=\"c2\"></span>"
        case .request: "<span class=\"c3\"></span>"
        case .script: "<span class=\"c4\"></span>"
        }
    }
}

extension Timeline {
    /// How many steps charts have: all the same, so that they can be read one below the other.
    fileprivate var columns: Int { max(shares.count, lines.map(\.steps.count).max() ?? 0) }
}

/// The drawing area of a chart: columns from left to right, heights from 0 to 1.
private struct ChartFrame {
    let columns: Int
    private static let width = 720.0
    private static let height = 120.0

    init(columns: Int) { self.columns = columns }

    func open(_ page: inout HTMLWriter) {
        page.markup("<svg viewBox=\"0 -3 720 124\" role=\"img\" preserveAspectRatio=\"none\">\n")
    }

    func bar(_ page: inout HTMLWriter, _ column: Int, from base: Double, height: Double, _ open: StaticString) {
        let step = Self.width / Double(max(1, columns))
        page.markup(open)
        attribute(&page, " x=\"", Double(column) * step)
        attribute(&page, " y=\"", (1 - base - height) * Self.height)
        attribute(&page, " width=\"", max(0.5, step - (columns > 60 ? 0.5 : 1)))
        attribute(&page, " height=\"", height * Self.height)
        page.markup("/>\n")
    }

    func line(_ page: inout HTMLWriter, at height: Double) {
        let place = (1 - height) * Self.height
        page.markup("<line class=\"limit\" x1=\"0\" x2=\"720\"")
        attribute(&page, " y1=\"", place)
        attribute(&page, " y2=\"", place)
        page.markup("/>\n")
    }

    func close(_ page: inout HTMLWriter, took: Duration) {
        // Not in the drawing, which is stretched to the width of the page.
        page.element("</svg>\n<p class=\"axis\"><span>0:00</span><span>", took.clockText, "</span></p>\n")
    }

    private func attribute(_ page: inout HTMLWriter, _ open: StaticString, _ value: Double) {
        page.markup(open)
        page.number(value)
        page.markup("\"")
    }
}
