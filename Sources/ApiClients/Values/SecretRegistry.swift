import Synchronization

/// The secrets that a process uses, so that whatever it writes can be cleared of them.
public final class SecretRegistry: Sendable {
    private let texts = Mutex<[String]>([])
    /// A shorter text is part of too many words, and no key.
    private static let shortest = 6

    /// Knows no secret yet.
    public init() {}

    /// Remembers a secret, also as it looks in a URL.
    public func add(_ secret: Secret) {
        let forms: Set = [secret.revealed, QueryString.escape(secret.revealed)]
        texts.withLock { texts in
            for form in forms where form.utf8.count >= Self.shortest && !texts.contains(form) { texts.append(form) }
            // One secret may be the beginning of another.
            texts.sort { $0.utf8.count > $1.utf8.count }
        }
    }

    /// The text with `[key]` for each secret in it.
    public func redact(_ text: String) -> String {
        texts.withLock { $0 }.reduce(text) { Redaction.text($0, without: $1) }
    }
}
