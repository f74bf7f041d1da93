/// A text file of the repository.
struct SourceFile {
    /// From the repository's root: `Sources/Catalogue/Binding.swift`.
    var path: String
    var text: String

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    func isBelow(_ folder: String) -> Bool { path.hasPrefix(folder + "/") }

    func hasExtension(_ extensions: String...) -> Bool {
        extensions.contains { path.hasSuffix("." + $0) }
    }
}
