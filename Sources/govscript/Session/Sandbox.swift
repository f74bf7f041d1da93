import ApiClients
import ApiEmulator
import FoundationEssentials
import Glibc
import HostState
import LuaBridge
import ScriptRunner
import Settings
import SystemFiles

/// The emulator that a run starts for itself, or shares with the one that started it.
///
/// The first process serves: it holds the lock on the sandbox's data, and says in a ``SandboxNotice`` where it is.
/// Others join it, and share its limits by the slots in `sandbox/host` as with the real services. When the first ends,
/// one of them takes its place at the same address, so that the others notice nothing but a short pause.
enum Sandbox {
    static var directory: String { Environment.stateDirectory + "/sandbox" }
    /// What the emulator that has the data open holds a lock on.
    static var lockPath: String { directory + "/lock" }
    static var noticePath: String { directory + "/serving.json" }

    /// How it misbehaves.
    struct Misbehaviour: Sendable {
        var faults = Faults()
        /// As it was asked for; nil if it was not.
        var text: String?
        fileprivate var place: ConfigurationError.Place = .flag("--faults")
    }

    /// How it misbehaves, by the flag or else the environment.
    ///
    /// - Throws: ``ConfigurationError``
    static func faults(flag: String?) throws -> Misbehaviour {
        let variable = "GOVSCRIPT_SANDBOX_FAULTS"
        let place: ConfigurationError.Place = flag == nil ? .variable(variable) : .flag("--faults")
        guard let text = flag ?? Environment.variables[variable], !text.isEmpty else { return Misbehaviour() }
        do {
            return Misbehaviour(faults: try Faults(text), text: text, place: place)
        } catch {
            throw ConfigurationError(place, "\(error)")
        }
    }

    /// Serves the sandbox while `body` runs, or has it served by the process that does already.
    ///
    /// - Parameters:
    ///   - command: What others are told that this process does.
    ///   - body: Is given the services, and the notice of another process that serves them, if one does.
    /// - Throws: ``EmulatorError``, for example when another process has the sandbox's data open and does not answer,
    ///   and ``HostStateError`` for a state directory that cannot be used.
    static func serving(
        _ profile: Profile, fresh: Bool, _ misbehaviour: Misbehaviour, command: String, _ secrets: SecretRegistry,
        _ body: (RunConfiguration, SandboxNotice?) async throws -> Void
    ) async throws {
        try StateDirectory.make(Environment.stateDirectory)
        if fresh { try empty() }
        try StateDirectory.make(directory)
        func configuration(_ notice: SandboxNotice) -> RunConfiguration {
            RunConfiguration(sandbox: notice.profile(profile), keys: notice.keys, secrets: secrets)
        }
        let place = SandboxPlace(misbehaviour.faults, misbehaviour.text ?? "", command: command)
        // A process that is just starting or ending has the lock and does not answer.
        for attempt in 1... {
            if let server = try await place.serve() {
                do { try await body(configuration(server.notice), nil) } catch {
                    await place.end()
                    throw error
                }
                return await place.end()
            }
            if let notice = await place.other() {
                try refuse(misbehaviour, unlike: notice)
                return try await place.standingBy(for: notice) { try await body(configuration(notice), notice) }
            }
            guard attempt < 50 else { throw EmulatorError.stateInUse(directory) }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// One server has one set of faults.
    private static func refuse(_ misbehaviour: Misbehaviour, unlike notice: SandboxNotice) throws {
        guard let text = misbehaviour.text, text != notice.faults else { return }
        let present = notice.faults.isEmpty ? "simulates no failures" : "simulates other failures (\(notice.faults))"
        throw ConfigurationError(
            misbehaviour.place,
            "the sandbox is served by \(notice.command) (process \(notice.pid)), which \(present); end it first")
    }

    /// Removes the data and the journals, unless somebody uses the sandbox.
    private static func empty() throws {
        let lock = OpenFile(owning: open(lockPath, O_RDWR | O_CLOEXEC | O_NOFOLLOW))
        if lock.descriptor >= 0, !WholeFileLock.take(of: lock.descriptor) {
            throw EmulatorError.stateInUse(directory)
        }
        try? FileManager.default.removeItem(atPath: directory)
    }
}
