import Facts
import FoundationEssentials
import ScriptModules

/// What is kept of a test, beside its file, to be compared with the next time.
struct Snapshot {
    let name: String
    /// The folder of the file of tests.
    let folder: String

    /// Requests without times, names and digests that are another's choice, then links and outputs.
    static func text(of world: TestWorld, outputs: [String]) -> String {
        var lines = ["requests:"]
        lines += world.exchanges.map { exchange in
            let body = exchange.body.isEmpty || exchange.service == "storage" ? "" : " \(exchange.body)"
            let target = exchange.service == "storage" ? "/storage/…" : exchange.target
            return "  \(exchange.method) \(target)\(body) -> \(exchange.status.map(String.init) ?? "no answer")"
        }
        lines.append("links:")
        lines += world.links.map { "  \($0.service) \($0.shortURL) \($0.longURL) \($0.state)" }
        for (index, output) in outputs.enumerated() {
            lines.append("output of run \(index + 1):")
            lines += output.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// - Parameter updates: Whether the text is kept instead.
    /// - Throws: ``ScriptError``: of kind `data` with the first line that differs.
    func compare(_ text: String, updates: Bool) throws {
        let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        guard !name.isEmpty, name.utf8.count <= 100, isName else {
            throw ScriptError(
                .usage, "test.snapshot: '\(name)' is no name of a snapshot: letters, digits, - and _",
                call: "test.snapshot")
        }
        let path = "\(folder)/snapshots/\(name).txt"
        let kept = try? String(contentsOfFile: path, encoding: .utf8)
        guard !updates, let kept else {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder + "/snapshots", withIntermediateDirectories: true)
                try Data(text.utf8).write(to: URL(filePath: path))
            } catch {
                throw ScriptError(.permission, "test.snapshot: cannot write \(path): \(error)", call: "test.snapshot")
            }
            return
        }
        guard kept != text else { return }
        let (old, new) = (kept.split(separator: "\n"), text.split(separator: "\n"))
        let index = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
        func line(_ lines: [Substring]) -> String { lines.indices.contains(index) ? "\"\(lines[index])\"" : "nothing" }
        throw ScriptError(
            .data, "test.snapshot: line \(index + 1) of snapshots/\(name).txt: expected \(line(old)), got \(line(new))",
            call: "test.snapshot", hint: "If that is what it should be now, run govscript test --update.")
    }
}
