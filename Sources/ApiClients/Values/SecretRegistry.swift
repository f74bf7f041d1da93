import Synchronization
package import TerminalText

/// The secrets that a process uses, so that whatever it writes can be cleared of them.
package final class SecretRegistry: Sendable {
    private let secrets = Mutex<[SecretForms]>([])
    /// A shorter text is part of too many words, and no key.
    private static let shortest = 6

    /// Knows no secret yet.
    package init() {}

    /// Remembers a secret, also as it looks in a URL.
    package func add(_ secret: Secret) {
        let forms = Set([secret.revealed, QueryString.escape(secret.revealed)])
            .filter { $0.utf8.count >= Self.shortest }.map(SecretForms.init)
        secrets.withLock { secrets in
            secrets += forms.filter { form in !secrets.contains { $0.plain == form.plain } }
            // One secret may be the beginning of another.
            secrets.sort { $0.plain.count > $1.plain.count }
        }
    }

    /// The text with `[key]` for each secret in it.
    package func redact(_ text: String) -> String {
        secrets.withLock { $0 }.reduce(text) { Redaction.text($0, without: $1) }
    }
}

extension Console {
    /// Standard error, on which these secrets are never written.
    ///
    /// - Parameter noteWarning: Is told of each warning, without the word and the secrets.
    package convenience init(secrets: SecretRegistry, noteWarning: (@Sendable (String) -> Void)? = nil) {
        self.init(redact: { secrets.redact($0) }, noteWarning: noteWarning)
    }

    /// A console whose lines somebody else puts on the screen, without these secrets.
    package convenience init(
        secrets: SecretRegistry, isTerminal: Bool = true, screen: @escaping @Sendable (String) -> Void
    ) {
        self.init(isTerminal: isTerminal, redact: { secrets.redact($0) }, screen: screen)
    }
}
