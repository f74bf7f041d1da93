import TerminalText
import Testing

/// Messages that are wider than the terminal.
struct WrappedLineTests {
    @Test(arguments: [
        ("short", ["short"]), ("error: a message that is too long", ["error: a message that", "  is too long"]),
        ("  hint: a message that is long", ["  hint: a message that", "    is long"]),
        ("https://www.example.gov.sg/a/long/one", ["https://www.example.gov.sg/a/long/one"]),
        (
            "see https://www.example.gov.sg/a/long/one there",
            ["see", "  https://www.example.gov.sg/a/long/one", "  there"]
        ),
        ("\tinput:1: in function 'something'", ["\tinput:1: in function 'something'"]),
        (
            "\u{1B}[1m  hint: \u{1B}[0ma message that is long",
            ["\u{1B}[1m  hint: \u{1B}[0ma message that", "    is long"]
        ),
        ("漢漢漢漢漢漢 漢漢漢漢漢漢", ["漢漢漢漢漢漢", "  漢漢漢漢漢漢"]),
        ("\u{1B}[1;31merror:\u{1B}[0m of eighteen it", ["\u{1B}[1;31merror:\u{1B}[0m of eighteen it"]),
    ])
    func areBrokenAtBlanks(_ line: String, _ lines: [String]) {
        #expect(line.wrapped(to: 22) == lines)
    }

    @Test(arguments: [
        ("", []), (" \n ", []), ("one two", ["one two"]), (" one\n  two\tthree four", ["one two", "three four"]),
        ("aaaaaaaaaaaaaaaa b", ["aaaaaaaaaaaaaaaa", "b"]), ("漢漢漢 漢漢 漢", ["漢漢漢", "漢漢 漢"]),
        ("\u{1B}[1mone\u{1B}[0m two three", ["\u{1B}[1mone\u{1B}[0m two", "three"]),
    ])
    func paragraphsAreFilled(_ text: String, _ lines: [String]) {
        #expect(text.filled(to: 10) == lines)
    }

    @Test func everyLineIsBrokenByItself() {
        #expect(
            "one two three four five six\n  seven eight nine ten eleven".wrappedLines(to: 20)
                == "one two three four\n  five six\n  seven eight nine\n    ten eleven")
        #expect("one two three four five six".wrappedLines(to: 10) == "one two three four five six")
    }

    @Test(arguments: [("abcdefghijkl", "abcd…jkl", 8), ("short", "short", 8), ("漢漢漢漢漢漢", "漢漢…漢", 8)])
    func bothEndsOfATextAreKept(_ text: String, _ clipped: String, _ width: Int) {
        #expect(TextWidth.clipMiddle(text, to: width) == clipped)
    }
}
