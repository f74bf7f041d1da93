import Foundation

/// `CurlTransportProbe` in a process of its own, in a network namespace.
final class ProbeProcess {
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    init(_ url: String, userTimeout milliseconds: Int, inNamespace name: String) throws {
        // The probe is built beside the tests.
        let products = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "ip", "netns", "exec", name, products.appending(path: "CurlTransportProbe").path(), url,
            String(milliseconds),
        ]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
    }

    /// Waits until the first request is answered and its connection kept.
    func waitUntilReady() -> Bool {
        String(decoding: output.fileHandleForReading.availableData, as: UTF8.self) == "ready 200\n"
    }

    /// Lets the second request leave.
    func proceed() throws { try input.fileHandleForWriting.write(contentsOf: Data("\n".utf8)) }

    /// `kill -9`; `ip netns exec` replaces itself by the probe.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }
}
