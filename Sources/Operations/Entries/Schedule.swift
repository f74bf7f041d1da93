package import Timekeeping

/// A script that is started at certain times, as its entry in a crontab or its systemd units describe it.
///
/// The entry holds it as a line of JSON, so that there is no second place that could say something else.
package struct Schedule: Sendable, Hashable, Codable {
    /// What starts it.
    package enum Keeper: String, Sendable, Codable {
        case cron, systemd
    }

    package var name: String
    package var keeper: Keeper
    /// As it was given: `daily 02:30`.
    package var at: String
    /// The zone by whose clocks it is started.
    package var zone: String
    /// Whether the entry goes after the first start.
    package var isOnce = false
    /// Where it is started; absolute.
    package var folder: String
    /// The program's own path.
    package var program: String
    /// The script's path.
    package var script: String
    /// Of the script.
    package var arguments: [String] = []
    /// Of `run`, each a word.
    package var options: [String] = []
    package var profile: String?
    package var logFile: String
    /// Where the program keeps its state, if not where it usually is.
    package var stateDirectory: String?
    /// Other variables that the run needs; nil in an entry that an older version wrote.
    package var environment: [String: String]?
    /// Of a system unit: who it runs as.
    package var user: String?
    /// `NAME:PATH`, as systemd loads them.
    package var credentials: [String] = []
    /// When it was added, or changed last.
    package var added: ServiceInstant?
    /// The longest pause of random length before it begins.
    package var jitter: Duration?

    package init(
        name: String, keeper: Keeper, at: String, zone: String, folder: String, program: String, script: String,
        logFile: String
    ) {
        (self.name, self.keeper, self.at, self.zone) = (name, keeper, at, zone)
        (self.folder, self.program, self.script, self.logFile) = (folder, program, script, logFile)
    }

    /// Whether a text can name a schedule: it is part of file names, of comments and of commands.
    package static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 && text.first != "-" && text.first != "."
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "._-".utf8.contains(byte)
            }
    }

    /// The command without its shell: the program and its words.
    ///
    /// - Parameter isGuarded: Whether the program itself looks whether it is time.
    package func command(isGuarded: Bool) -> [String] {
        var words = [program, "run", "--schedule", name]
        if isGuarded { words += ["--only-at", "\(at) \(zone)"] }
        if let profile { words += ["--profile", profile] }
        words += ["--log-file", logFile, "--log-output"]
        if !options.contains("--no-lock") { words.append("--lock") }
        if let jitter, keeper == .cron { words += ["--jitter", "\(jitter.secondsRoundedUp)s"] }
        return words + options + [script] + arguments
    }

    /// The variables with which it is started, in a fixed order.
    package var variables: [(name: String, value: String)] {
        (stateDirectory.map { [("GOVSCRIPT_STATE_DIR", $0)] } ?? [])
            + (environment ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// When it is started.
    ///
    /// - Throws: ``CalendarExpression/Mistake``
    package var calendar: CalendarExpression {
        get throws(CalendarExpression.Mistake) { try CalendarExpression.parse(at).expression }
    }
}
