import TerminalText

/// A dataset's name: `d_` and 32 hexadecimal digits.
package struct DatasetID: CheckedText {
    /// The name as it is sent.
    package let text: String

    /// Reads a name, or finds it in the pasted URL of the dataset's page.
    ///
    /// - Throws: ``ApiError`` of kind `data` for anything else.
    package init(_ text: String) throws {
        let parts = text.contains("/") ? text.split { "/?#&=".contains($0) } : [Substring(text)]
        guard let name = parts.first(where: Self.isName) else {
            throw ApiError(
                .data,
                "\(Redaction.url(String(text.prefix(200)))) is not a dataset id (d_ and 32 hexadecimal digits)",
                hint: (LookAlike.first(inValue: text).map { "There is \($0.placed). " } ?? "")
                    + "datagov.datasets() lists published datasets with their ids. "
                    + "The URL of the dataset's page works too.")
        }
        self.text = String(name)
    }

    private static func isName(_ text: Substring) -> Bool {
        text.utf8.count == 34 && text.hasPrefix("d_")
            && text.utf8.dropFirst(2).allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
