package import TerminalText

extension Console {
    /// Standard error, on which these secrets are never written.
    package convenience init(secrets: SecretRegistry) {
        self.init(redact: { secrets.redact($0) })
    }

    /// A console whose lines somebody else puts on the screen, without these secrets.
    package convenience init(
        secrets: SecretRegistry, isTerminal: Bool = true, screen: @escaping @Sendable (String) -> Void
    ) {
        self.init(isTerminal: isTerminal, redact: { secrets.redact($0) }, screen: screen)
    }
}
