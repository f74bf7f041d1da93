package import Timekeeping

/// What `--metrics-file` holds, as node_exporter's textfile collector reads it.
package struct MetricsText: Sendable {
    /// What the values are of: script, profile, schedule.
    package var labels: [(name: String, value: String)]
    package var ended: ServiceInstant
    package var duration: Duration
    package var code: Int32
    package var items: [(state: String, count: Int)]
    package var writes: [(call: String, count: Int)]
    /// When a run last ended with 0; nil if none has.
    package var lastSuccess: ServiceInstant?

    private static let success = "govscript_last_success_timestamp_seconds"

    /// - Parameter before: The file's content until now, from which the last success is taken over.
    package init(
        labels: [(name: String, value: String)], ended: ServiceInstant, duration: Duration, code: Int32,
        items: [(state: String, count: Int)], writes: [(call: String, count: Int)], before: String
    ) {
        self.labels = labels
        (self.ended, self.duration, self.code, self.items, self.writes) = (ended, duration, code, items, writes)
        lastSuccess = code == 0 ? ended : Self.lastSuccess(in: before)
    }

    /// The file.
    package var text: String {
        var lines: [String] = []
        func add(_ name: String, _ help: String, _ values: [(labels: [(name: String, value: String)], value: String)]) {
            guard !values.isEmpty else { return }
            lines += ["# HELP \(name) \(help)", "# TYPE \(name) gauge"]
            lines += values.map { "\(name)\(Self.set(labels + $0.labels)) \($0.value)" }
        }
        func one(_ value: String) -> [(labels: [(name: String, value: String)], value: String)] { [([], value)] }
        add(
            Self.success, "When the script last ended with exit code 0.",
            lastSuccess.map { one(Self.seconds($0)) } ?? [])
        add("govscript_last_run_timestamp_seconds", "When the last run ended.", one(Self.seconds(ended)))
        add("govscript_last_run_duration_seconds", "How long it took.", one("\(duration.inSeconds)"))
        add("govscript_last_run_exit_code", "How it ended.", one("\(code)"))
        add(
            "govscript_last_run_items", "Items of its durable runs.",
            items.map { ([("state", $0.state)], "\($0.count)") })
        add(
            "govscript_last_run_writes", "Writes that succeeded.", writes.map { ([("call", $0.call)], "\($0.count)") })
        return lines.joined(separator: "\n") + "\n"
    }

    /// The moment that an earlier file holds.
    static func lastSuccess(in text: String) -> ServiceInstant? {
        guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(success) }),
            let value = line.split(separator: " ").last.flatMap({ Double($0) }), value.isFinite
        else { return nil }
        return ServiceInstant(secondsSince1970: value)
    }

    private static func seconds(_ moment: ServiceInstant) -> String { "\(moment.secondsSince1970)" }

    private static func set(_ labels: [(name: String, value: String)]) -> String {
        let parts = labels.map { label in
            let value = label.value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
                .replacing("\n", with: "\\n")
            return "\(label.name)=\"\(value)\""
        }
        return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
    }
}
