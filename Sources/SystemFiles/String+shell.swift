extension String {
    /// The text as one word that can be pasted into a shell.
    package var shellWord: String {
        let isPlain = unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789/._-+,:@%=".unicodeScalars.contains($0)
        }
        return isPlain && !isEmpty ? self : inShellQuotes
    }

    /// The text in quotes that a shell takes everything between as it is.
    package var inShellQuotes: String {
        "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
