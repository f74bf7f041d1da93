extension Unicode.Scalar {
    /// Whether a terminal would act on the character, or show nothing where it stands.
    ///
    /// These are the control characters (C0, DEL, C1), those that turn the direction of writing, separators of lines
    /// and paragraphs, and everything that Unicode wants left out of the display, such as characters of no width. A
    /// choice between a sign's text form and its picture (U+FE00 to U+FE0F) is harmless, and part of many emoji.
    package var isInvisible: Bool {
        if value < 0x7F { return value < 0x20 }
        if (0xFE00...0xFE0F).contains(value) { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: properties.isDefaultIgnorableCodePoint
        }
    }

    /// The character as Lua would write it in a string: `\n`, `\x1b`, `\u{202e}`.
    package var escaped: String {
        switch self {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case _ where value < 0x80: "\\x" + (value < 0x10 ? "0" : "") + String(value, radix: 16)
        default: "\\u{" + String(value, radix: 16) + "}"
        }
    }
}

extension StringProtocol {
    /// The text on one line, with every character that could drive a terminal written as Lua writes it.
    ///
    /// This is the one way of outside text (of services, files, scripts, arguments) to a terminal, a log or a report.
    /// What a person can see is left as it is, a backslash included, so the result cannot be read back. Costs a
    /// look at each byte for plain ASCII.
    package var visible: String {
        if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(self) }
        var result = ""
        result.reserveCapacity(utf8.count)
        for scalar in unicodeScalars {
            if scalar.isInvisible { result += scalar.escaped } else { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    /// The lines of a text whose line breaks are the program's own, such as a traceback's, each made ``visible``.
    ///
    /// Tabs at a line's beginning are its own too.
    package var visibleLines: [String] {
        String(self).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let tabs = line.prefix { $0 == "\t" }
            return String(Substring(tabs)) + Substring(line[tabs.endIndex...]).visible
        }
    }
}

extension String {
    /// The text that bytes hold, made ``visible``; bytes that are not UTF-8 become `\xff`.
    package init(visible bytes: some Collection<UInt8>) {
        if let text = String(validating: bytes, as: UTF8.self) {
            self = text.visible
            return
        }
        self = ""
        var rest = Array(bytes)[...]
        while let first = rest.first {
            // A scalar has at most four bytes; the shortest prefix that is valid is one scalar.
            let scalar = (1...4).lazy.compactMap { count in
                rest.count >= count ? String(validating: rest.prefix(count), as: UTF8.self) : nil
            }.first
            if let scalar {
                self += scalar.visible
                rest = rest.dropFirst(scalar.utf8.count)
            } else {
                self += "\\x" + (first < 0x10 ? "0" : "") + String(first, radix: 16)
                rest = rest.dropFirst()
            }
        }
    }
}
