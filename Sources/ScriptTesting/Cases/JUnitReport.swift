import Timekeeping

/// The results as JUnit's XML, which build servers read.
package struct JUnitReport: Sendable {
    private let results: [TestFile.Result]

    package init(_ results: [TestFile.Result]) { self.results = results }

    /// The whole document.
    package var text: String {
        let files = Dictionary(grouping: results, by: \.file).sorted { $0.key < $1.key }
        let failed = results.count { !$0.hasPassed }
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        lines.append("<testsuites tests=\"\(results.count)\" failures=\"\(failed)\">")
        for (file, results) in files {
            let failed = results.count { !$0.hasPassed }
            lines.append(
                "  <testsuite name=\"\(Self.escaped(file))\" tests=\"\(results.count)\" failures=\"\(failed)\">")
            lines += results.flatMap(Self.lines)
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>"]).joined(separator: "\n") + "\n"
    }

    private static func lines(of result: TestFile.Result) -> [String] {
        let seconds = result.took.secondsText.dropLast(" s".count)
        let head =
            "    <testcase classname=\"\(escaped(result.file))\" name=\"\(escaped(result.name))\" time=\"\(seconds)\""
        guard let first = result.failure.first else { return [head + "/>"] }
        let all = (result.failure + result.scripts).joined(separator: "\n")
        return [
            head + ">",
            "      <failure message=\"\(escaped(first))\">\(escaped(all))</failure>",
            "    </testcase>",
        ]
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            // XML knows no other control characters, not even escaped.
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            default: escaped.unicodeScalars.append(scalar.value < 32 || scalar.value == 0x7F ? "?" : scalar)
            }
        }
        return escaped
    }
}
