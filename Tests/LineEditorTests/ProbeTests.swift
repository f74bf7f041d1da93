import Glibc
import TerminalSupport
import Testing

/// The editor on a real terminal, byte by byte.
struct ProbeTests {
    private func probe(
        _ arguments: String..., environment: [String: String] = [:],
        _ body: @escaping @Sendable (ProgramOnTerminal) throws -> Void
    ) async throws {
        try await Program.aside {
            let probe = try ProgramOnTerminal("LineEditorProbe", arguments, environment: environment)
            try probe.expect("probe> ")
            try body(probe)
        }
    }

    @Test func readsALine() async throws {
        try await probe { probe in
            probe.type("1 + 1\r")
            try probe.expect("got \"1 + 1\"\nprobe> ")
            probe.type("quit\r")
            #expect(probe.status() == 0)
            #expect(probe.hasItsModesBack)
        }
    }

    @Test func edits() async throws {
        try await probe { probe in
            probe.type("abd\u{1B}[Dc\r")
            try probe.expect("got \"abcd\"\nprobe> ")
            probe.type("one two\u{17}three\r")
            try probe.expect("got \"one three\"\nprobe> ")
            probe.type("end\u{1}start \r")
            try probe.expect("got \"start end\"\nprobe> ")
            probe.type("xabc\u{1}\u{1B}[3~\r")
            try probe.expect("got \"abc\"\nprobe> ")
        }
    }

    @Test func readsUTF8InAnyLocaleAndChangesNone() async throws {
        try await probe(environment: ["LC_ALL": "C"]) { probe in
            probe.type("größe 漢字 🇸🇬\r")
            try probe.expect("got \"größe 漢字 🇸🇬\"\nprobe> ")
            probe.type("ab漢\u{7F}c\r")
            try probe.expect("got \"abc\"\nprobe> ")
            probe.type("a\u{FF}\r".replacing("\u{FF}", with: "é"))
            try probe.expect("got \"aé\"\nprobe> ")
            probe.type("locale\r")
            try probe.expect("\nC\n")
        }
    }

    @Test func ctrlCThrowsTheLineAwayAtAnyPoint() async throws {
        try await probe { probe in
            probe.type("not this\u{3}")
            try probe.expect("^C\ninterrupted\nprobe> ")
            probe.type("\u{3}")
            try probe.expect("interrupted\nprobe> ")
            // In the middle of an incremental search, and of a quoted character.
            probe.type("this\r")
            try probe.expect("got \"this\"\nprobe> ")
            probe.type("\u{12}th\u{3}")
            try probe.expect("interrupted\nprobe> ")
            probe.type("\u{16}\u{3}")
            try probe.expect("interrupted\nprobe> ")
            probe.type("still here\r")
            try probe.expect("got \"still here\"\nprobe> ")
        }
    }

    @Test func ctrlDEndsOnAnEmptyLineOnly() async throws {
        try await probe { probe in
            probe.type("ab\u{1}\u{4}\r")
            try probe.expect("got \"b\"\nprobe> ")
            probe.type("\u{4}")
            try probe.expect("ended")
            #expect(probe.status() == 0)
            #expect(probe.hasItsModesBack)
        }
    }

    @Test(arguments: [SIGTERM, SIGHUP])
    func signalsThatEndTheProcessLeaveTheTerminalAsItWas(_ signal: Int32) async throws {
        try await probe { probe in
            probe.type("half a li")
            try probe.expect("half a li")
            probe.signal(signal)
            try probe.expect("terminated by \(signal)")
            #expect(probe.status() == 0)
            #expect(probe.hasItsModesBack)
        }
    }

    @Test func nothingPastedIsEnteredBeforeReturn() async throws {
        try await probe { probe in
            probe.type("x = \u{1B}[200~[[\r\tone\r  two\u{1B}[31m\n]]\n\u{1B}[201~ .. 'end'\r")
            try probe.expect("got \"x = [[\\n\\tone\\n  two[31m\\n]] .. \\'end\\'\"\nprobe> ")
        }
    }

    @Test func oneCandidateIsInsertedAndOfSeveralTheirCommonPart() async throws {
        try await probe { probe in
            probe.type("say ba\t!\r")
            try probe.expect("got \"say banana!\"\nprobe> ")
            probe.type("a\t")
            try probe.expect("apple    apricot")
            probe.type("r\t\r")
            try probe.expect("got \"apricot\"\nprobe> ")
            probe.type("gr\t\r")
            try probe.expect("got \"größe\"\nprobe> ")
            // Where nothing fits, nothing changes.
            probe.type("zz\t\r")
            try probe.expect("got \"zz\"\nprobe> ")
        }
    }

    @Test func viKeysEditToo() async throws {
        try await probe("vi") { probe in
            probe.type("abc def\u{1B}")
            probe.type("0dwitry \r")
            try probe.expect("got \"try def\"\nprobe> ")
            probe.type("ba\t\r")
            try probe.expect("got \"banana\"\nprobe> ")
            probe.type("abc\u{3}")
            try probe.expect("interrupted\nprobe> ")
        }
    }

    @Test func editrcChoosesTheKeys() async throws {
        let home = TemporaryFolder()
        try home.write(".editrc", "LineEditorProbe:bind -e\ngovscript:bind -v\n")
        try await probe(environment: ["HOME": home.path]) { probe in
            probe.type("abc\u{1B}")
            probe.type("0x\r")
            try probe.expect("got \"bc\"\nprobe> ")
            probe.type("ba\t\r")
            try probe.expect("got \"banana\"\nprobe> ")
        }
        try await probe("emacs", environment: ["HOME": home.path]) { probe in
            probe.type("abc\u{1}x\r")
            try probe.expect("got \"xabc\"\nprobe> ")
        }
    }

    @Test func theEndOfALineThatHasNoneIsAdded() async throws {
        try await probe { probe in
            probe.type("part\r")
            try probe.expect("no end\nprobe> ")
        }
    }
}
