import TerminalText
import Testing

struct VisibleTests {
    @Test(arguments: [
        ("plain ~ \\n", "plain ~ \\n"), ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{1B}[2J\u{7}", "\\x1b[2J\\x07"),
        ("\0\u{7F}", "\\x00\\x7f"), ("\u{9B}31m\u{85}", "\\u{9b}31m\\u{85}"), ("\r\n", "\\r\\n"),
        ("a\u{202E}b\u{2066}\u{2069}", "a\\u{202e}b\\u{2066}\\u{2069}"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
        ("\u{200B}\u{200E}\u{61C}\u{FEFF}", "\\u{200b}\\u{200e}\\u{61c}\\u{feff}"), ("soft\u{AD}", "soft\\u{ad}"),
        ("\u{E0041}\u{E0100}", "\\u{e0041}\\u{e0100}"), ("\u{3164}\u{34F}", "\\u{3164}\\u{34f}"),
        ("新加坡 தமிழ் é e\u{301} ❤\u{FE0F}", "新加坡 தமிழ் é e\u{301} ❤\u{FE0F}"), ("", ""),
    ])
    func whatCannotBeSeenIsWrittenOut(_ text: String, _ expected: String) {
        #expect(Array(text.visible.utf8) == Array(expected.utf8))
        #expect(Array(String(visible: Array(text.utf8)).utf8) == Array(expected.utf8))
    }

    @Test func nothingVisibleIsLeftThatATerminalActsOn() {
        for value in (0 as UInt32)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(scalar).visible
            let isSafe = text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator: false
                default: true
                }
            }
            guard isSafe, text.visible == text, text.unicodeScalars.contains(scalar) != scalar.isInvisible else {
                Issue.record("U+\(String(value, radix: 16)) becomes \(text)")
                return
            }
        }
    }

    @Test func bytesThatAreNoTextAreWrittenOut() {
        #expect(String(visible: [0x61, 0xFF, 0xC3, 0xA9, 0xC3, 0x1B, 0xE2, 0x82]) == "a\\xffé\\xc3\\x1b\\xe2\\x82")
        #expect(String(visible: [0x9B, 0x33, 0x31, 0x6D]) == "\\x9b31m")
        #expect(String(visible: [0xED, 0xA0, 0x80, 0xF4]) == "\\xed\\xa0\\x80\\xf4")
    }

    @Test func aLineHasNoLineBreakAndNoStyleButOurs() {
        let line = TerminalLine("error: ", .alarm) + TerminalLine("a\n\u{1B}[0mb")
        #expect(line.text == "\u{1B}[1;31merror: \u{1B}[0ma\\n\\x1b[0mb")
        #expect(TerminalLine.lines("a\n\tb\u{7}\n").map(\.text) == ["a", "\tb\\x07", ""])
    }
}
