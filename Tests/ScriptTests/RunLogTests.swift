import TestSupport
import Testing

/// The log of a run: dated lines, files, formats and levels.
struct RunLogTests {
    private let scratch = ScratchFolder()

    private func run(_ words: [String], format: String? = "text") async throws -> ChildProcess.Result {
        var environment = ["TZ": "Asia/Singapore"]
        environment["GOVSCRIPT_LOG_FORMAT"] = format ?? ""
        return try await Command.run(["run"] + words, in: scratch.path, environment: environment)
    }

    /// The level and the text of each line; the test fails for one without its date.
    private static func lines(_ text: String) throws -> [String] {
        let dated = #/20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00 (DEBUG|INFO |WARN |ERROR) (.*)/#
        return try text.split(separator: "\n").map { line in
            let match = try #require(try dated.wholeMatch(in: line), "\(line)")
            return match.output.1.filter { $0 != " " } + " " + match.output.2
        }
    }

    private static let script = """
        log.debug("d") log.info("i") log.warn("w") log.error("e") print("p")
        error("broken")
        """

    @Test func everyLineIsDatedWhereNobodyWatches() async throws {
        let result = try await run(["-e", Self.script])
        #expect(result.output == "p\n")
        #expect(
            try Self.lines(result.errors) == ["INFO i", "WARN w", "ERROR e", "ERROR (command line):2: broken"])
    }

    @Test func aMistakeOnTheCommandLineIsDatedToo() async throws {
        let result = try await run(["--no-such-option", "x.lua"])
        #expect(result.status == 64)
        #expect(
            try Self.lines(result.errors).first == "ERROR Unknown option --no-such-option; did you mean --execute?"
                || Self.lines(result.errors).first?.hasPrefix("ERROR ") == true)
    }

    @Test(arguments: [
        (["--verbose"], ["DEBUG d", "INFO i", "WARN w", "ERROR e"]), (["--quiet"], ["WARN w", "ERROR e"]),
        (["--log-level", "error"], ["ERROR e"]), (["--log-level", "script=off"], []),
        (["--log-level", "run=off,script=warning"], ["WARN w", "ERROR e"]),
    ])
    func levelsAreLeftOut(_ options: [String], _ lines: [String]) async throws {
        let code = "log.debug('d') log.info('i') log.warn('w') log.error('e')"
        #expect(try Self.lines(try await run(options + ["-e", code]).errors) == lines)
    }

    @Test func aFileTakesTheLogAndErrorsAreSeenTwice() async throws {
        let result = try await run(["--log-file", "a.log", "--log-output", "-e", Self.script])
        #expect(result.status == 1 && result.output == "")
        #expect(try Self.lines(result.errors) == ["ERROR e", "ERROR (command line):2: broken"])
        let log = try Self.lines(try scratch.text("a.log"))
        #expect(
            log.sorted()
                == ["INFO i", "INFO p", "WARN w", "ERROR e", "ERROR (command line):2: broken"].sorted())
        _ = try await run(["--log-file", "a.log", "-e", "log.info('again')"])
        #expect(try Self.lines(try scratch.text("a.log")).last == "INFO again")
    }

    @Test func programsGetAnObjectALine() async throws {
        let result = try await run(["--log-format", "json", "-e", Self.script])
        let lines = result.errors.split(separator: "\n")
        #expect(lines.count == 4)
        for line in lines { #expect(line.hasPrefix(#"{"time":"20"#) && line.hasSuffix("}"), "\(line)") }
        #expect(
            lines.last?.contains(#""level":"error","category":"run","message":"(command line):2: broken"}"#) == true)
    }

    @Test func aFileIsPutAsideWhenItIsFull() async throws {
        let code = "for i = 1, 40 do log.info(('x'):rep(100)) end"
        let result = try await run(["--log-file", "a.log", "--log-max-size", "2K", "--log-keep", "2", "-e", code])
        #expect(result.status == 0 && result.errors == "")
        #expect(try scratch.text("a.log").utf8.count <= 2048)
        #expect(try scratch.text("a.log.2").utf8.count <= 2048)
        #expect((try? scratch.text("a.log.3")) == nil)
    }

    @Test(arguments: [
        (["--log-file", "none/a.log"], 73), (["--log-level", "loud"], 64), (["--log-format", "xml"], 64),
    ])
    func whatCannotBeIsRefused(_ options: [String], _ code: Int) async throws {
        let result = try await run(options + ["-e", "print(1)"])
        #expect(result.status == Int32(code), "\(result.errors)")
        #expect(result.output == "")
    }

    @Test func keysStayOutOfTheLog() async throws {
        let key = "test_v1_" + String(repeating: "k", count: 24)
        let result = try await Command.run(
            [
                "run", "--patience", "0", "--log-file", "a.log", "--verbose", "-e",
                "pcall(links.list) log.info('\(key)') log.debug('d')",
            ],
            in: scratch.path,
            environment: [
                "GOVSCRIPT_LOG_FORMAT": "text", "GOVSCRIPT_GO_API_KEY": key, "GOVSCRIPT_GO_URL": "http://127.0.0.1:1",
            ])
        #expect(result.status == 0, "\(result.errors)")
        let log = try scratch.text("a.log")
        #expect(!log.contains(key) && log.contains("DEBUG") && log.contains("INFO"))
    }
}
