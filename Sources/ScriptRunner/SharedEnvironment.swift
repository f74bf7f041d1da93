import ApiClients
import HostState
import ScriptModules
import Synchronization

/// What the clients of a run share, made when the first service is used: a script that uses none opens no files.
final class SharedEnvironment: Sendable {
    private let options: ScriptSession.Options
    private let transport: Transport
    private let made = Mutex<ClientEnvironment?>(nil)

    init(_ options: ScriptSession.Options, transport: Transport) {
        self.options = options
        self.transport = transport
    }

    /// - Throws: ``ApiError`` for a state directory that cannot be used.
    func get() throws -> ClientEnvironment {
        try made.withLock { made in
            if let made { return made }
            var environment = ClientEnvironment(transport: transport)
            if let directory = options.stateDirectory {
                do {
                    let console = options.console
                    let state = try HostState(at: directory, command: options.command) { console.line("note: \($0)") }
                    state.attach(to: &environment)
                } catch let error as HostStateError {
                    throw ApiError(error)
                }
            }
            environment = environment.reportingStatus()
            made = environment
            return environment
        }
    }
}
