import Synchronization

/// Tells what was assumed of files, each thing once.
package final class CSVNotices: Sendable {
    private let said = Mutex<Set<String>>([])
    private let notify: @Sendable (String) -> Void
    /// A script that reads ever new files is not told for ever.
    private static let most = 1000

    init(_ notify: @escaping @Sendable (String) -> Void) {
        self.notify = notify
    }

    /// Tells how a file is read, if that is not as plain CSV is.
    func tell(_ file: String, _ dialect: CSVDialect, asked: CSVDialect) {
        guard let words = dialect.assumptions(asked: asked) else { return }
        let text = "\(file): read \(words)"
        if said.withLock({ $0.count < Self.most && $0.insert(text).inserted }) { notify(text) }
    }
}
