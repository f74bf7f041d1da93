import ApiClients
import ApiEmulator
import FoundationEssentials
import ScriptRunner

/// The emulator that a run starts for itself.
enum Sandbox {
    static var directory: String { Environment.stateDirectory + "/sandbox" }

    /// Serves the sandbox while `body` runs.
    ///
    /// - Throws: ``EmulatorError``, for example when another run has the sandbox's data open.
    static func serving(fresh: Bool, _ body: (RunConfiguration) async throws -> Void) async throws {
        if fresh { try? FileManager.default.removeItem(atPath: directory) }
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var configuration = EmulatorConfiguration()
        configuration.stateDirectory = directory
        try await EmulatorServer.serving(configuration) { _, access in
            let profile = Profile(
                name: "sandbox", defaultLinks: .go, goURL: access.goUrl, forsgURL: access.forsgUrl,
                datagovURL: access.datagovUrl)
            try await body(
                RunConfiguration(
                    sandbox: profile, goKey: access.goKey, forsgKey: access.forsgKey, datagovKey: access.datagovKey))
        }
    }
}
