import FoundationEssentials
import Timekeeping

/// The service and the timer by which systemd starts a script.
package struct UnitFiles: Sendable {
    package let schedule: Schedule
    /// Whether they are of the system, and not of a user's own systemd.
    package let isOfSystem: Bool
    private let events: [String]

    /// - Throws: ``CalendarExpression/Mistake``, ``ZoneRules/Unusable``
    package init(_ schedule: Schedule, isOfSystem: Bool) throws {
        self.schedule = schedule
        self.isOfSystem = isOfSystem
        events = try schedule.calendar.systemdEvents(in: ZoneRules(named: schedule.zone))
    }

    package var serviceName: String { Self.unit(schedule.name) + ".service" }
    package var timerName: String { Self.unit(schedule.name) + ".timer" }

    /// The units' name without its ending.
    package static func unit(_ name: String) -> String { "govscript-\(name)" }

    private static let mark = "Definition="

    /// The schedule that a service's text describes; nil for a unit of somebody else.
    package static func schedule(in text: String) -> Schedule? {
        for line in text.split(separator: "\n") where line.hasPrefix(mark) {
            return try? JSONDecoder().decode(Schedule.self, from: Data(line.dropFirst(mark.count).utf8))
        }
        return nil
    }

    package var timer: String {
        var lines = ["[Unit]", "Description=Start the govscript schedule \(schedule.name)", "", "[Timer]"]
        lines += events.map { "OnCalendar=\($0)" }
        // A start that was missed while the machine was off is made up for.
        lines.append("Persistent=true")
        if let jitter = schedule.jitter { lines.append("RandomizedDelaySec=\(jitter.secondsRoundedUp)") }
        lines += ["AccuracySec=1s", "Unit=\(serviceName)", "", "[Install]", "WantedBy=timers.target", ""]
        return lines.joined(separator: "\n")
    }

    package var service: String {
        let words = schedule.command(isGuarded: false)
        var lines = ["[Unit]", "Description=The govscript schedule \(schedule.name)"]
        if isOfSystem { lines += ["Wants=network-online.target", "After=network-online.target"] }
        lines += [
            "", "[Service]", "Type=oneshot", "WorkingDirectory=\(Self.path(schedule.folder))",
            "ExecStart=\(words.map(Self.word).joined(separator: " "))",
            // Another start of the script is still running: no failure.
            "SuccessExitStatus=75",
            "TimeoutStopSec=30s", "UMask=0077", "LogRateLimitIntervalSec=0",
        ]
        if let user = schedule.user { lines.append("User=\(user)") }
        lines += schedule.credentials.map { "LoadCredential=\(Self.path($0))" }
        lines += schedule.variables.map { "Environment=\(Self.variable($0.name, $0.value))" }
        if let folder = stateFolder {
            lines += ["StateDirectory=\(folder)", "StateDirectoryMode=0700"]
        }
        lines += hardening
        lines += ["", "[X-Govscript]", Self.mark + Crontab.definition(schedule).drop { $0 != "{" }, ""]
        return lines.joined(separator: "\n")
    }

    /// Below /var/lib, where systemd makes it.
    private var stateFolder: Substring? {
        guard isOfSystem, let folder = schedule.stateDirectory, folder.hasPrefix("/var/lib/") else { return nil }
        return folder.dropFirst("/var/lib/".count)
    }

    /// What the service may not do; a script needs its folder, the state directory, the log and the network.
    private var hardening: [String] {
        var lines = [
            "NoNewPrivileges=yes", "LockPersonality=yes", "RestrictRealtime=yes", "RestrictSUIDSGID=yes",
            "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "SystemCallArchitectures=native",
        ]
        // A user's own systemd cannot set up the rest.
        guard isOfSystem else { return lines }
        let logFolder = schedule.logFile.lastIndex(of: "/").map { String(schedule.logFile[..<$0]) } ?? schedule.folder
        let places = Set([schedule.folder, logFolder, schedule.stateDirectory ?? schedule.folder])
        lines += [
            "CapabilityBoundingSet=", "PrivateDevices=yes", "ProtectSystem=strict",
            "ReadWritePaths=" + places.sorted().map { "-" + Self.path($0) }.joined(separator: " "),
            "ProtectClock=yes", "ProtectControlGroups=yes", "ProtectHostname=yes", "ProtectKernelLogs=yes",
            "ProtectKernelModules=yes", "ProtectKernelTunables=yes", "RestrictNamespaces=yes",
        ]
        // What is there would be hidden from the service.
        if !places.contains(where: { $0.hasPrefix("/tmp/") || $0.hasPrefix("/var/tmp/") }) {
            lines.append("PrivateTmp=yes")
        }
        if !places.contains(where: { $0.hasPrefix("/home/") || $0.hasPrefix("/root") }) {
            // Configuration and keys may be there.
            lines.append("ProtectHome=read-only")
        }
        return lines
    }

    /// A word of a command line: in quotes, with what systemd would replace written twice.
    private static func word(_ text: String) -> String {
        var word = ""
        for character in text {
            switch character {
            case "\\", "\"": word += "\\" + String(character)
            case "%", "$": word += String(character) + String(character)
            case "\n": word += "\\n"
            case "\t": word += "\\t"
            default: word.append(character)
            }
        }
        let isPlain = !word.isEmpty && word.allSatisfy { $0.isLetter || $0.isNumber || "/._-+,:@=%".contains($0) }
        return isPlain ? word : "\"\(word)\""
    }

    /// A variable; a dollar sign in it is itself, unlike in a command line.
    private static func variable(_ name: String, _ value: String) -> String {
        word("\(name)=\(value)").replacing("$$", with: "$")
    }

    /// A path in a setting that takes it as it is, up to what systemd would replace.
    private static func path(_ text: String) -> String { text.replacing("%", with: "%%") }
}
