import Glibc

/// How many columns of a terminal text takes.
package enum TextWidth {
    /// The columns of the terminal behind a descriptor; nil if it is none, or does not tell.
    package static func ofTerminal(_ descriptor: Int32) -> Int? {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
    }

    package static func of(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// East Asian Wide and Fullwidth (Unicode's EastAsianWidth.txt), gaps between neighbouring blocks included.
    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
        0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
    ]

    /// As much of a text as fits, with `…` where it was cut.
    ///
    /// - Parameter measure: Tells the columns of a text; by Unicode's tables, if not given.
    package static func clip(
        _ text: String, to width: Int, by measure: (String) -> Int = { TextWidth.of($0) }
    ) -> String {
        guard measure(text) > width else { return text }
        var clipped = "", used = 0
        for character in text {
            let own = measure(String(character))
            if used + own > width - 1 { break }
            clipped.append(character)
            used += own
        }
        return clipped + "…"
    }

    /// As much of both ends of a text as fits, with `…` between them.
    package static func clipMiddle(_ text: String, to width: Int) -> String {
        guard of(text) > width, width >= 8 else { return clip(text, to: width) }
        let head = clip(text, to: width - (width - 1) / 2)
        var tail = "", used = 0
        for character in text.reversed() {
            let own = of(String(character))
            if used + own > (width - 1) / 2 { break }
            tail.insert(character, at: tail.startIndex)
            used += own
        }
        return head + tail
    }

    /// A text with blanks on its right, or on its left, up to a width.
    package static func pad(_ text: String, to width: Int, right: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - of(text)))
        return right ? space + text : text + space
    }
}

extension Int {
    /// `4,988`.
    package var grouped: String {
        var digits = String(magnitude), groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (self < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }
}
