import Synchronization
import TextFormats

/// Tells a person what scripts need not hear about their files, each thing once: what was assumed of one that is read,
/// and the warnings of one that is sent.
package final class FileNotices: Sendable {
    private let said = Mutex<Set<String>>([])
    private let notify: @Sendable (String) -> Void
    /// A script that uses ever new files is not told for ever.
    private static let most = 1000
    /// So many warnings stand in the notice of one file.
    private static let mostWarnings = 3

    init(_ notify: @escaping @Sendable (String) -> Void) {
        self.notify = notify
    }

    /// Tells how a file is read, if that is not as plain CSV is.
    func tell(_ file: String, _ dialect: CSVDialect, asked: CSVDialect) {
        guard let words = dialect.assumptions(asked: asked) else { return }
        say("\(file): read \(words)")
    }

    /// Tells the warnings of a file that is sent.
    func tell(_ check: FileCheck) {
        let warnings = check.counts.filter { $0.severity == .warning }
        guard !warnings.isEmpty else { return }
        let rest = warnings.count - Self.mostWarnings
        say(
            "\(check.file): " + warnings.prefix(Self.mostWarnings).map(\.description).joined(separator: "; ")
                + (rest > 0 ? "; and \(rest) more" + (check.isOfRows ? "" : ": see govscript check-data") : ""))
    }

    /// Tells this, unless it was told before.
    func say(_ text: String) {
        if said.withLock({ $0.count < Self.most && $0.insert(text).inserted }) { notify(text) }
    }
}
