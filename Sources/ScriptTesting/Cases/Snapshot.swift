import Facts
import FoundationEssentials
import ScriptModules
import StartRecords
import Timekeeping

/// What is kept of a test, beside its file, to be compared with the next time.
struct Snapshot {
    let name: String
    /// The folder of the file of tests.
    let folder: String

    private static let call = "test.snapshot"

    /// Requests in order, then links, then what each run printed and counted; ids and times are made plain.
    static func text(of world: TestWorld, runs: [TestRun]) -> String {
        let epoch = Int(TestWorld.epoch.timeIntervalSince1970)
        var plain = PlainText(
            drawnNames: world.drawnNames, given: world.given,
            unixRange: epoch...(epoch + Int(Duration.nanoseconds(world.time.now.count).components.seconds) + 1))
        var lines = ["requests:"]
        lines += world.exchanges.map { exchange in
            let body = exchange.body.isEmpty || exchange.service == "storage" ? "" : " \(exchange.body)"
            let target = exchange.service == "storage" ? "/storage/…" : exchange.target
            return "  \(exchange.method) \(target)\(body) -> \(exchange.status.map(String.init) ?? "no answer")"
        }
        lines.append("links:")
        lines += world.links.map { "  \($0.service) \($0.shortURL) \($0.longURL) \($0.state)" }
        for (index, run) in runs.enumerated() {
            lines.append("run \(index + 1): \(run.reportWords)")
            lines.append("output of run \(index + 1):")
            let output = run.output.hasSuffix("\n") ? run.output.dropLast() : run.output[...]
            guard !run.output.isEmpty else { continue }
            lines += output.split(separator: "\n", omittingEmptySubsequences: false).map { "  \($0)" }
        }
        return lines.map { plain.plain($0) }.joined(separator: "\n") + "\n"
    }

    /// Compares a text with what is kept, or keeps it.
    ///
    /// - Returns: What was done that a person should know; nil for nothing.
    /// - Throws: ``ScriptError``: of kind `data` with the lines that differ, or where nothing is kept.
    func compare(_ text: String, _ mode: CaseOptions.Snapshots) throws -> String? {
        let isName = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
        guard !name.isEmpty, name.utf8.count <= 100, isName else {
            throw ScriptError(
                .usage, "\(Self.call): '\(name)' is no name of a snapshot: letters, digits, - and _", call: Self.call)
        }
        guard let kept = try self.kept() else {
            guard mode != .required else {
                throw ScriptError(
                    .data, "\(Self.call): there is no \(shown)", call: Self.call,
                    hint: "Run govscript test --update on your machine, look at the file, and commit it.")
            }
            try write(text)
            return "wrote \(shown), which was not there; look at it, and commit it"
        }
        // An editor may have left out the last line break.
        func lines(_ text: String) -> [Substring] {
            (text.hasSuffix("\n") ? text.dropLast() : text[...]).split(
                separator: "\n", omittingEmptySubsequences: false)
        }
        guard lines(kept) != lines(text) else { return nil }
        guard mode != .updated else {
            try write(text)
            return "wrote \(shown)"
        }
        let (old, new) = (lines(kept), lines(text))
        let index = zip(old, new).enumerated().first { $1.0 != $1.1 }?.offset ?? min(old.count, new.count)
        func line(_ lines: [Substring]) -> Substring { index < lines.count ? lines[index] : "nothing more" }
        let count = new.count == old.count ? "" : "; there are \(new.count) lines instead of \(old.count)"
        var error = ScriptError(
            .data, "\(Self.call): line \(index + 1) of \(shown) differs\(count)", call: Self.call,
            hint: "If that is what it should be now, run govscript test --update.")
        error.details = ["expected: \(line(old))", "got:      \(line(new))"]
        throw error
    }

    /// What is kept; nil if there is nothing.
    private func kept() throws -> String? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
            throw ScriptError(.permission, "\(Self.call): cannot read \(path): \(error)", call: Self.call)
        }
    }

    private var shown: String { "snapshots/\(name).txt" }
    private var path: String { "\(folder)/\(shown)" }

    private func write(_ text: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: folder + "/snapshots", withIntermediateDirectories: true)
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw ScriptError(.permission, "\(Self.call): cannot write \(path): \(error)", call: Self.call)
        }
    }
}

extension TestRun {
    /// The exit code and what was done: `exit 0; 2 items done; 2 of links.create`.
    fileprivate var reportWords: String {
        let items = [
            (work.items.done, "done"), (work.items.before, "done before"), (work.items.failed, "failed"),
            (work.items.uncertain, "uncertain"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let writes = work.writes.filter { $0.done > 0 }.sorted { $0.call < $1.call }.map { "\($0.done) \($0.call)" }
        let parts = [
            isKilled ? "killed" : "exit \(exit)", items.isEmpty ? nil : "items: " + items.joined(separator: ", "),
            writes.isEmpty ? nil : "writes: " + writes.joined(separator: ", "),
        ]
        return parts.compactMap(\.self).joined(separator: "; ")
    }
}
