import Settings

extension FuzzTarget {
    /// The configuration file: a mistake in it must have a place that is in the text.
    static let toml = FuzzTarget(name: "toml") {
        { input in
            // What is not UTF-8, or holds a NUL, is refused before it is parsed.
            guard let text = String(validating: input, as: UTF8.self), !input.contains(0) else { return nil }
            let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(\.count)
            func isInside(_ line: Int, _ column: Int) -> Bool {
                // An error at the end of the text may be said to stand on the line after its last one.
                line >= 1 && column >= 1 && line <= lines.count + 1
                    && column <= (line <= lines.count ? lines[line - 1] : 0) + 2
            }
            do throws(ConfigurationError) {
                _ = try ConfigurationFile(text: text, path: "config.toml", home: "/home/me")
                return nil
            } catch {
                guard case .file(_, let line?, let column?) = error.place else {
                    return "a mistake without a place: \(error)"
                }
                return isInside(line, column) ? nil : "a place that is not in the text: \(error)"
            }
        }
    }
}
