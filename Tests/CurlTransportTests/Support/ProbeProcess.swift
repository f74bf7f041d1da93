import Foundation

/// `CurlTransportProbe` in a process of its own.
final class ProbeProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// What the probe does; see there.
    enum Job: String {
        case one, many, lookup
    }

    /// `wrapper` is a command that runs the rest of its arguments.
    init(
        _ job: Job, _ url: String, userTimeout milliseconds: Int = 0, wrapper: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        // The probe is built beside the tests.
        let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            wrapper + [
                products.appending(path: "CurlTransportProbe").path(), job.rawValue, url, String(milliseconds),
            ]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// A command that runs the probe in a network namespace; it replaces itself by the probe.
    static func inNamespace(_ name: String) -> [String] { ["ip", "netns", "exec", name] }

    /// Waits until the first request is answered and its connection kept.
    func waitUntilReady() -> Bool {
        String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "ready 200\n"
    }

    /// Lets the probe do its next part.
    func proceed() throws { try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8)) }

    /// Waits for the end; returns what was printed since, and how the process ended.
    func end() -> (output: String, status: Int32, wasKilled: Bool) {
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (text, process.terminationStatus, process.terminationReason == .uncaughtSignal)
    }

    /// `kill -9`.
    func kill() {
        guard process.isRunning else { return }
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
