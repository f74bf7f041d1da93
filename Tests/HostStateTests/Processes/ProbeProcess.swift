import Foundation

/// A real process that uses a state directory; see `HostStateProbe`.
final class ProbeProcess {
    private let process = Process()
    private let output = Pipe()
    private let input = Pipe()
    private var rest = Data()
    /// What it has printed, as far as it was read.
    private(set) var lines: [String] = []

    /// `prefix` is a program, with its words, that starts the probe, such as unshare(1).
    init(_ command: String, _ options: [String: String], through prefix: [String] = []) throws {
        // The helper is built beside the tests.
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        let words = prefix + [tests.appending(path: "HostStateProbe").path, command]
        process.executableURL = URL(filePath: words[0])
        process.arguments = words.dropFirst() + options.map { "\($0.key)=\($0.value)" }
        process.standardOutput = output
        process.standardInput = input
        try process.run()
    }

    deinit { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// Reads until a line begins with `word` for the `count`th time, or the process has ended.
    func read(until word: String? = nil, times count: Int = 1) {
        func isDone() -> Bool { word.map { word in lines.count { $0.hasPrefix(word) } >= count } ?? false }
        while !isDone() {
            let data = output.fileHandleForReading.availableData
            if data.isEmpty { return }
            rest += data
            var parts = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            rest = Data(parts.removeLast())
            lines += parts.map { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// When the lines that begin with `word` were printed, by the boot clock.
    func times(_ word: String) -> [Int64] {
        lines.compactMap { line in
            let fields = line.split(separator: " ")
            return fields.first == word[...] ? fields.last.flatMap { Int64($0) } : nil
        }
    }

    /// Ends it as `kill -9` does and reads what it had printed.
    func kill() {
        Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        read()
    }

    var pid: Int32 { process.processIdentifier }
}
