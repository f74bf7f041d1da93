import ApiClients
import ApiEmulator
import FoundationEssentials
import Glibc
import HostState
import LuaBridge
import ScriptRunner
import Settings

/// The emulator that a run starts for itself.
enum Sandbox {
    static var directory: String { Environment.stateDirectory + "/sandbox" }

    /// How it misbehaves, by the flag or else the environment.
    ///
    /// - Throws: ``ConfigurationError``
    static func faults(flag: String?) throws -> Faults {
        let variable = "GOVSCRIPT_SANDBOX_FAULTS"
        let place: ConfigurationError.Place = flag == nil ? .variable(variable) : .flag("--faults")
        guard let text = flag ?? Environment.variables[variable], !text.isEmpty else { return Faults() }
        do {
            return try Faults(text)
        } catch {
            throw ConfigurationError(place, "\(error)")
        }
    }

    /// Serves the sandbox while `body` runs.
    ///
    /// - Throws: ``EmulatorError``, for example when another run has the sandbox's data open, and ``HostStateError``
    ///   for a state directory that cannot be used.
    static func serving(
        _ profile: Profile, fresh: Bool, faults: Faults, _ secrets: SecretRegistry,
        _ body: (RunConfiguration) async throws -> Void
    ) async throws {
        try StateDirectory.make(Environment.stateDirectory)
        if fresh { try empty() }
        try StateDirectory.make(directory)
        var configuration = EmulatorConfiguration()
        configuration.stateDirectory = directory
        configuration.faults = faults
        try await EmulatorServer.serving(configuration) { _, access in
            var profile = profile
            profile[.go].url = access.goUrl
            profile[.forsg].url = access.forsgUrl
            profile[.datagov].url = access.datagovUrl
            let keys = [
                Service.go: Secret(access.goKey), .forsg: Secret(access.forsgKey),
                .datagov: Secret(access.datagovKey),
            ]
            try await body(RunConfiguration(sandbox: profile, keys: keys, secrets: secrets))
        }
    }

    /// Removes the data and the journals, unless a run is in progress there.
    private static func empty() throws {
        let lock = OpenFile(owning: open(directory + "/lock", O_RDWR | O_CLOEXEC))
        if lock.descriptor >= 0, flock(lock.descriptor, LOCK_EX | LOCK_NB) != 0 {
            throw EmulatorError.stateInUse(directory)
        }
        try? FileManager.default.removeItem(atPath: directory)
    }
}
