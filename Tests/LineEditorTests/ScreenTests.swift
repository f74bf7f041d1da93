import Foundation
import Glibc
import TerminalSupport
import Testing

/// What a person sees.
struct ScreenTests {
    private func screen(
        columns: Int = 40, rows: Int = 12, _ body: @escaping @Sendable (Screen) throws -> Void
    ) async throws {
        try await Program.aside {
            let screen = try Screen(Program.folder + "LineEditorProbe", columns: columns, rows: rows)
            try screen.expect("ready", "probe>")
            try body(screen)
        }
    }

    @Test func whatOthersWriteDoesNotTearTheLine() async throws {
        try await screen { screen in
            let pipe = try Writer(screen.scratch + "/pipe")
            try screen.type("later pipe\n")
            try pipe.open()
            try screen.type("wider than the terminal is; with漢字, and then some more")
            try screen.expect("probe> wider than the terminal is; with", "漢字, and then some more")
            pipe.write("x")
            try screen.expect(
                "from behind x", "probe> wider than the terminal is; with", "漢字, and then some more")
            // The cursor is in the first row.
            try screen.press("C-a", "Right")
            try screen.type("Z")
            try screen.expect("probe> wZider than the terminal is; with", "漢字, and then some more")
            pipe.write("yz")
            try screen.expect(
                "from behind x", "from behind y", "from behind z", "probe> wZider than the terminal is; with",
                "漢字, and then some more")
            let cursor = try #require(try screen.cursor())
            #expect(cursor.column == 9)
            try screen.press("C-c")
            try screen.expect("漢字, and then some more^C", "interrupted", "probe>")
        }
    }

    @Test func aLineThatJustFillsTheRowIsFoundAgain() async throws {
        try await screen { screen in
            let pipe = try Writer(screen.scratch + "/pipe")
            try screen.type("later pipe\n")
            try pipe.open()
            let line = String(repeating: "1234567890", count: 4).prefix(33)
            try screen.type(String(line))
            try screen.expect("probe> \(line)")
            pipe.write("x")
            try screen.expect("probe> later pipe", "from behind x", "probe> \(line)")
            try screen.type("!")
            try screen.expect("from behind x", "probe> \(line)", "!")
        }
    }

    @Test func aQuestionInterruptsTheLineAndTheLineComesBack() async throws {
        try await screen { screen in
            let pipe = try Writer(screen.scratch + "/pipe")
            try screen.type("later pipe\n")
            try pipe.open()
            try screen.type("half a line")
            try screen.press("Left", "Left")
            try screen.expect("probe> half a line")
            pipe.write("?")
            try screen.expect("probe> later pipe", "really? [y/N]")
            try screen.type("y\n")
            try screen.expect("really? [y/N] y", "answer: true", "probe> half a line")
            try screen.type("XY\n")
            try screen.expect("got \"half a liXYne\"", "probe>")
            pipe.write("?")
            try screen.expect("really? [y/N]")
            try screen.type("yesterday\n")
            try screen.expect("really? [y/N] yesterday", "answer: false", "probe>")
            pipe.write("?")
            try screen.expect("really? [y/N]")
            try screen.press("C-c")
            try screen.expect("really? [y/N] ^C", "answer: false", "probe>")
        }
    }

    @Test func whileSomethingWaitsALineSaysSo() async throws {
        try await screen { screen in
            try screen.type("wait\n")
            try screen.expect("probe> wait", "waiting for Ctrl-C")
            try screen.press("C-c")
            try screen.expect("probe> wait", "signal 2", "probe>")
            try screen.type("ask\n")
            try screen.expect("write? [y/N]")
            try screen.type("yes\n")
            try screen.expect("write? [y/N] yes", "answer: true", "probe>")
        }
    }

    @Test func pastedLinesAndThoseOfTheHistoryAreShownWhole() async throws {
        try await screen { screen in
            try screen.paste("for i = 1, 3 do\n  print(i)\nend\n")
            try screen.expect("probe> for i = 1, 3 do", "  print(i)", "end")
            try screen.press("Enter")
            try screen.expect("end", "got \"for i = 1, 3 do\\n  print(i)\\nend\"", "probe>")
            try screen.press("Up")
            try screen.expect("probe> for i = 1, 3 do", "  print(i)", "end")
        }
    }

    @Test func candidatesAreListedUnderTheLine() async throws {
        try await screen(columns: 18) { screen in
            try screen.type("eat ap")
            try screen.press("Tab")
            try screen.expect("probe> eat ap", "apple    apricot", "probe> eat ap")
            try screen.press("C-c", "Tab")
            try screen.expect("probe>", "apple    banana", "apricot  größe", "probe>")
        }
    }

    @Test func theLineFollowsTheTerminalsWidth() async throws {
        try await screen { screen in
            try screen.type("a line that needs more than thirty")
            try screen.expect("probe> a line that needs more than thirt", "y")
            try screen.resize(columns: 60, rows: 12)
            try screen.expect("ready", "probe> a line that needs more than thirty")
            try screen.type("!")
            try screen.expect("ready", "probe> a line that needs more than thirty!")
        }
    }

    @Test func aStoppedEditorComesBackWithItsLine() async throws {
        try await Program.aside {
            let screen = try Screen(
                "PS1='shell> ' exec bash --norc --noprofile -i", columns: 80, environment: ["BIN": Program.folder])
            try screen.expect("shell>")
            try screen.type("$BIN/LineEditorProbe\n")
            try screen.expect("ready", "probe>")
            try screen.type("half a line")
            try screen.expect("probe> half a line")
            try screen.press("C-z")
            try screen.expect("shell>")
            try screen.type("stty -a | grep -ow '.icanon'; echo back\n")
            try screen.expect("back", "shell>")
            try screen.type("fg\n")
            try screen.expect("probe> half a line")
            try screen.type("!\n")
            try screen.expect("got \"half a line!\"", "probe>")
            try screen.type("wait\n")
            try screen.expect("waiting for Ctrl-C")
            try screen.press("C-z")
            try screen.expect("shell>")
            try screen.type("fg\n")
            try screen.expect("waiting for Ctrl-C")
            try screen.press("C-c")
            try screen.expect("signal 2", "probe>")
        }
    }
}

/// The writing end of a named pipe.
private final class Writer {
    private let path: String
    private var descriptor: Int32 = -1

    init(_ path: String) throws {
        self.path = path
        mkfifo(path, 0o600)
    }

    /// Waits for the reader.
    func open() throws {
        descriptor = Glibc.open(path, O_WRONLY)
    }

    func write(_ text: String) {
        _ = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
    }

    deinit {
        close(descriptor)
    }
}
