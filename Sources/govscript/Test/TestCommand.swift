import ApiClients
import ArgumentParser
import FoundationEssentials
import Glibc
import ScriptRunner
import ScriptTesting
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
            below. Exit code 1 if a test fails.

            Examples:
              govscript test
              govscript test tests/move_test.lua --filter crash
              govscript test --update            keep what snapshots show now

            See: govscript help test, and docs/guide/testing.md.
            """)

    @Option(help: ArgumentHelp("Run only the cases whose name or file holds these words.", valueName: "words"))
    var filter: String?

    @Option(help: ArgumentHelp("What random faults, delays and names follow from.", valueName: "number"))
    var seed: UInt64 = 1

    @Flag(help: "Keep what test.snapshot finds now, instead of comparing it.")
    var update = false

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
            options.seed = seed
            options.updatesSnapshots = update
            let results = try await TestSuite(tests, options).run { Self.tell($0) }
            if let junit { try Self.write(JUnitReport(results).text, to: junit) }
            let failed = results.count { !$0.hasPassed }
            Output.line("\(results.count - failed) passed, \(failed) failed")
            if results.isEmpty { console.line("note: there is no test.case to run") }
            ProcessExit.exit(code: (failed > 0 ? ExitCode.scriptError : .done).rawValue)
        } catch {
            ProcessExit.exit(error, stopped: nil, console: console)
        }
    }

    private static func tell(_ result: TestFile.Result) {
        let took = "(\(result.took.secondsText))"
        Output.line("\(result.hasPassed ? "ok  " : "FAIL") \(result.file): \(result.name) \(took)")
        guard !result.hasPassed else { return }
        for line in result.failure { Output.line("     \(line)") }
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
