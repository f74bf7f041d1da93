import ApiClients
import ArgumentParser
import FoundationEssentials
import Glibc
import LuaBridge
import ScriptRunner
import ScriptTesting
import Synchronization
import SystemFiles
import TerminalText
import Timekeeping

struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests of scripts.",
        usage: "govscript test [<options>] [<file> ...]",
        discussion: """
            Runs each test.case of the files, with services, files and a clock of \
            its own. Nothing leaves this process, no key is needed, and waiting \
            takes no time. Without files: all *_test.lua in the current folder and \
            below. Exit code 1 if a test fails. Ctrl-C ends the cases that run and \
            tells what was done.

            Examples:
              govscript test
              govscript test tests/move_test.lua --filter crash
              govscript test --update            keep what snapshots show now
              govscript test --ci --junit results.xml

            See: govscript help test, and docs/guide/testing.md.
            """)

    @Option(help: ArgumentHelp("Run only the cases whose name or file holds these words.", valueName: "words"))
    var filter: String?

    @Option(help: ArgumentHelp("What random faults, delays and names follow from.", valueName: "number"))
    var seed: UInt64 = 1

    @Flag(help: "Keep what test.snapshot finds now, instead of comparing it.")
    var update = false

    @Flag(help: "Fail if a snapshot is missing, instead of writing it; the default where the variable CI is set.")
    var ci = false

    @Option(
        help: ArgumentHelp(
            "Stop a case that takes longer than this, in real time: 90s, 5m; 0 for no limit.", valueName: "time"))
    var caseTimeout = TimeAmount(.seconds(60))

    @Option(
        help: ArgumentHelp("Write the results to a file in JUnit's form, for build servers.", valueName: "file"),
        completion: .file(extensions: ["xml"]))
    var junit: String?

    @Argument(
        help: ArgumentHelp("Files of tests, or folders with *_test.lua files.", valueName: "file"),
        completion: .file(extensions: ["lua"]))
    var files: [String] = []

    func run() async throws {
        let console = Console()
        do {
            let tests = try Self.tests(at: files.isEmpty ? ["."] : files)
            var options = TestSuite.Options()
            options.filter = filter
            options.cases.seed = seed
            options.cases.snapshots = update ? .updated : ci || Self.isBuildServer ? .required : .compared
            options.cases.limit = caseTimeout.duration > .zero ? caseTimeout.duration : nil
            options.cases.recorded = .ofMachine
            try Self.emptyInput()
            let suite = TestSuite(tests, options)
            let signal = try Self.watchSignals(suite)
            let outcome = try await suite.run { Self.tell($0) }
            if let junit { try Self.write(JUnitReport(outcome.results).text, to: junit) }
            let (count, failed) = (outcome.results.count, outcome.failed)
            if let signal = signal() {
                Output.line("interrupted: \(count - failed) passed, \(failed) failed, \(outcome.unrun) not run")
                ProcessExit.exit(code: 128 + signal)
            }
            Output.line("\(count - failed) passed, \(failed) failed")
            if count == 0 { console.line(emptyNote(tests.count)) }
            ProcessExit.exit(code: (failed > 0 ? ExitCode.scriptError : .done).rawValue)
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
    }

    /// Why there was nothing to run.
    private func emptyNote(_ count: Int) -> String {
        if count == 0 { return "note: there is no *_test.lua here; govscript init writes a first one" }
        if let filter { return "note: no test.case holds '\(filter)' in its name or file" }
        return "note: there is no test.case in \(count == 1 ? "the file" : "the \(count) files")"
    }

    /// Makes standard input empty: scripts that read it would wait in real time and compete for it.
    private static func emptyInput() throws {
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard nothing >= 0, dup2(nothing, STDIN_FILENO) >= 0 else {
            let error = SystemError()
            throw ApiError("cannot open /dev/null: \(error.words)", file: error.number, isWriting: false)
        }
        close(nothing)
    }

    /// Whether a build server has set its variable.
    private static var isBuildServer: Bool {
        !["", "0", "false"].contains(Environment.variables["CI"]?.lowercased() ?? "")
    }

    /// Has Ctrl-C end the suite, and a second one the process.
    ///
    /// - Returns: Tells the signal that came, if one did.
    /// - Throws: ``LuaThreadUnavailable``.
    private static func watchSignals(_ suite: TestSuite) throws -> @Sendable () -> Int32? {
        let first = FirstSignal()
        try SignalPipe.receive([SIGINT, SIGTERM, SIGHUP]) { signal in
            if first.note(signal) { suite.stop(.interrupted(signal: signal)) } else { _exit(128 + signal) }
        }
        return { first.number }
    }

    /// The signal that came first.
    private final class FirstSignal: Sendable {
        private let state = Mutex<Int32?>(nil)

        var number: Int32? { state.withLock(\.self) }

        /// Whether it is the first.
        func note(_ signal: Int32) -> Bool {
            state.withLock { first in
                defer { first = first ?? signal }
                return first == nil
            }
        }
    }

    private static func tell(_ result: TestFile.Result) {
        let took = "(\(result.took.secondsText))"
        Output.line("\(result.hasPassed ? "ok  " : "FAIL") \(result.file): \(result.name) \(took)")
        for note in result.notes { Output.line("     note: \(note)") }
        guard !result.hasPassed else { return }
        for line in result.failure + result.scripts { Output.line("     \(line)") }
        let printed = result.output.split(separator: "\n")
        if !printed.isEmpty { Output.line("     it printed:") }
        for line in printed.suffix(20) { Output.line("       \(line)") }
    }

    /// The files of tests at paths: files as they are, and of folders all below that are called `*_test.lua`.
    ///
    /// - Throws: ``InputFile/Unreadable``
    private static func tests(at paths: [String]) throws -> [TestFile] {
        let directory = Environment.workingDirectory
        return try paths.flatMap { path -> [String] in
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else { return [path] }
            let folder = path == "." ? "" : path.hasSuffix("/") ? path : path + "/"
            return FolderPaths.below(path).filter { $0.hasSuffix("_test.lua") }.map { folder + $0 }
        }.map { path in
            TestFile(path, text: try InputFile.contents(of: path), directory: directory, homes: Environment.homes)
        }
    }

    private static func write(_ text: String, to path: String) throws {
        do throws(SystemError) { try FileBytes.write(Array(text.utf8), toFileAt: path) } catch {
            throw ApiError("cannot write \(path): \(error.words)", file: error.number, isWriting: true)
        }
    }
}
