import Foundation

/// A real process that resumes a run; see `RunJournalProbe`.
final class ProbeProcess {
    private let process = Process()
    private let output = Pipe()
    private var rest = Data()
    /// What it has printed, as far as it was read.
    private(set) var lines: [String] = []

    init(_ arguments: String...) throws {
        // The helper is built beside the tests.
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        process.executableURL = tests.appending(path: "RunJournalProbe")
        process.arguments = arguments
        process.standardOutput = output
        try process.run()
    }

    /// Reads until it has printed so many lines, or has ended.
    func read(lines count: Int) {
        while lines.count < count {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { return }
            rest += data
            var parts = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            rest = Data(parts.removeLast())
            lines += parts.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Ends it as `kill -9` does and reads what it had printed.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        read(lines: .max)
    }
}
