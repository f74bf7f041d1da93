extension String {
    /// As it can be pasted into a shell.
    package var shellQuoted: String {
        let isPlain = unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || "0123456789/._-+,:@%=".unicodeScalars.contains($0)
        }
        guard !isPlain else { return self }
        return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// As it can be printed.
    var replacingNulls: String {
        split(separator: "\0", omittingEmptySubsequences: false).joined(separator: "\\0")
    }
}
