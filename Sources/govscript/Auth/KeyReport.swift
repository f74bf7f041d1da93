import ApiClients
import FoundationEssentials
import ScriptRunner
import Settings
import TerminalText
import Timekeeping

/// What `auth status` prints.
struct KeyReport {
    let profile: Profile
    let checks: [KeyCheck]

    var exitCode: ExitCode {
        let kinds = checks.compactMap(\.error?.kind)
        if kinds.contains(where: { $0 == .auth || $0 == .permission }) { return .noPermission }
        if checks.contains(where: { $0.error?.isConfiguration == true }) { return .configuration }
        return kinds.isEmpty ? .done : .unavailable
    }

    /// The profile, then some lines for each service: what it is, and what is said of its key.
    var table: String {
        let width = max("profile".count, checks.map(\.name.rawValue.count).max() ?? 0)
        let margin = String(repeating: " ", count: width + 2)
        let head = "profile" + margin.dropFirst("profile".count) + profile.name
        let services = checks.map { check in
            let name = check.name.rawValue
            let lines =
                [check.url]
                + (check.source.map { ["key: \($0)"] } ?? [])
                + [verdict(check)] + (check.error?.details ?? [])
            return name + String(repeating: " ", count: width + 2 - name.count)
                + lines.map(\.visible).joined(separator: "\n" + margin)
        }
        return ([head] + services).joined(separator: "\n")
    }

    private func verdict(_ check: KeyCheck) -> String {
        if let error = check.error { return "error: \(error.message)" }
        guard let latency = check.latency else {
            return "no key; to store one: \(check.name.login(for: profile))"
        }
        return "\(check.who ?? "accepted"), \(latency.milliseconds) ms"
    }

    /// One object with a list of services.
    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            let report = Document(profile: profile.name, services: checks.map(Document.Entry.init))
            return String(decoding: try encoder.encode(report), as: UTF8.self)
        }
    }

    private struct Document: Encodable {
        struct Entry: Encodable {
            struct Failure: Encodable {
                var kind: String
                var message: String
            }

            var service: String
            var url: String
            var keySource: String?
            var accepted: Bool
            var who: String?
            var latencyMs: Int64?
            var error: Failure?

            init(_ check: KeyCheck) {
                service = check.name.rawValue
                url = check.url
                keySource = check.source
                accepted = check.isAccepted
                who = check.who
                latencyMs = check.latency?.milliseconds
                error = check.error.map { Failure(kind: $0.kind.rawValue, message: $0.message) }
            }
        }

        var profile: String
        var services: [Entry]
    }
}
