import ApiEmulator
import FoundationEssentials
import TestSupport

/// A script with durable runs, in a folder of its own, that is run by the real command against an emulator.
struct BulkJob: Sendable {
    let scratch = ScratchFolder()
    private let access: EmulatorAccess?

    init(_ script: String, _ access: EmulatorAccess? = nil) throws {
        self.access = access
        try scratch.file("job.lua", script)
    }

    /// Runs the script, or with other words another command.
    func run(
        _ words: [String] = ["run", "job.lua"], with environment: [String: String] = [:]
    ) async throws -> ChildProcess.Result {
        let variables = (access?.variables ?? [:]).merging(["GOVSCRIPT_FAILURE_SETTLE": "2"]) { $1 }
            .merging(environment) { $1 }
        return try await Command.run(words, in: scratch.path, environment: variables)
    }

    /// Runs the script, and makes a file `sent` when the service has made the first link.
    func runTelling(of server: EmulatorServer) async throws -> ChildProcess.Result {
        async let result = run()
        while server.ledger.creates.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        try scratch.file("sent")
        return try await result
    }

    /// An emulator without a limit.
    static func configuration(faults: String? = nil) throws -> EmulatorConfiguration {
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        if let faults { configuration.faults = try Faults(faults) }
        return configuration
    }
}
