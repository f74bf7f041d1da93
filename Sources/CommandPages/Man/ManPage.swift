/// A page for `man`, written in the macros of man(7).
///
/// Texts are given as they are to be read; words between backquotes are set off.
struct ManPage {
    /// What all pages have in common.
    struct Edition {
        var version: String
        /// The day of the version, `2026-11-28`: a page made twice is the same.
        var date: String
    }

    private(set) var lines: [String]

    init(_ name: String, section: Int, summary: String, _ edition: Edition) {
        let title = Self.escaped(name.uppercased())
        lines = [
            ".\\\" Made by `govscript docs` from the program's declarations; changes here are lost.",
            ".TH \(title) \(section) \(edition.date) \"govscript \(edition.version)\" \"govscript manual\"",
            // Neither hyphens nor wide gaps: what stands here is copied into shells.
            ".nh", ".ad l", ".SH NAME",
        ]
        lines += Self.wrapped("\(Self.escaped(name)) \\- \(Self.inline(summary))")
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    mutating func section(_ title: String) { lines.append(".SH " + Self.macroArgument(title.uppercased())) }

    mutating func subsection(_ title: String) { lines.append(".SS " + Self.macroArgument(title)) }

    /// A filled paragraph; its line breaks are kept.
    mutating func paragraph(_ text: String) {
        beginBlock()
        lines += filled(text)
    }

    /// Leaves a line empty, unless a heading has done so.
    mutating func beginBlock() {
        if let last = lines.last, last.hasPrefix(".SH ") || last.hasPrefix(".SS ") { return }
        lines.append(".PP")
    }

    /// A line of ready-made roff, for a synopsis.
    mutating func raw(_ line: String) { lines.append(line) }

    /// A term with its explanation beside it.
    ///
    /// - Parameter term: Ready-made roff.
    mutating func item(_ term: String, _ text: String) {
        lines += [".TP", term]
        lines += filled(text)
    }

    /// Lines that stay as they are, in an indented block.
    mutating func verbatim(_ block: [String]) {
        let margin = block.filter { !$0.isEmpty }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
        beginBlock()
        lines += [".RS 4", ".EX"]
        lines += block.map { Self.guarded(Self.escaped(String($0.dropFirst(margin)))) }
        lines += [".EE", ".RE"]
    }

    /// Paragraphs with empty lines between them; indented lines stay as they are.
    mutating func prose(_ text: String) {
        for block in ProseBlock.blocks(of: text) {
            switch block {
            case .paragraph(let text): paragraph(text)
            case .verbatim(let lines): verbatim(lines)
            }
        }
    }

    private func filled(_ text: String) -> [String] {
        let blocks = text.split(separator: "\n").map { Self.wrapped(Self.inline(String($0))) }
        return Array(blocks.joined(separator: [".br"]))
    }
}

extension ManPage {
    static func bold(_ text: String) -> String { "\\fB\(escaped(text))\\fR" }

    static func italic(_ text: String) -> String { "\\fI\(escaped(text))\\fR" }

    /// Text with what stands between backquotes in bold.
    static func inline(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).map(String.init)
        // An odd number of backquotes sets nothing off.
        guard parts.count > 1, !parts.count.isMultiple(of: 2) else { return escaped(text) }
        return parts.enumerated().map { $0.isMultiple(of: 2) ? escaped($1) : bold($1) }.joined()
    }

    /// Characters that mean something to roff, or that it prints as others.
    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "`": result += "\\(ga"
            case "'": result += "\\(aq"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "…": result += "..."
            default: result.append(character)
            }
        }
        return result
    }

    /// Roff in lines of a width that people can edit.
    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= 76 {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(guarded(String(word)))
            }
        }
        return lines
    }

    /// A line that begins with a dot is no request.
    private static func guarded(_ line: String) -> String { line.hasPrefix(".") ? "\\&" + line : line }

    private static func macroArgument(_ text: String) -> String {
        let text = escaped(text).replacing("\"", with: "\\(dq")
        return text.contains(" ") ? "\"\(text)\"" : text
    }
}

/// A part of a text for people, as help texts are written.
enum ProseBlock: Equatable {
    case paragraph(String)
    /// Indented lines: examples, tables.
    case verbatim([String])

    static func blocks(of text: String) -> [ProseBlock] {
        var blocks: [ProseBlock] = []
        var isOpen = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            switch (blocks.last, line) {
            case (_, ""): isOpen = false
            case (.verbatim(let lines), _) where isOpen && line.hasPrefix(" "):
                blocks[blocks.count - 1] = .verbatim(lines + [line])
            case (.paragraph(let text), _) where isOpen && !line.hasPrefix(" "):
                blocks[blocks.count - 1] = .paragraph(text + "\n" + line)
            default:
                blocks.append(line.hasPrefix(" ") ? .verbatim([line]) : .paragraph(line))
                isOpen = true
            }
        }
        return blocks
    }
}
