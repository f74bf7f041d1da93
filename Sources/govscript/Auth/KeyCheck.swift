import ApiClients
import Glibc
import ScriptRunner
import Settings

/// What a service says to a key.
struct KeyCheck: Sendable {
    let name: KeyName
    let url: String
    /// Where the key is; nil if there is none.
    var source: String?
    /// Whose key it is, where the service tells.
    var who: String?
    /// From the question to the answer.
    var latency: Duration?
    /// Why the key could not be found or was not accepted; nil without a key.
    var error: ApiError?

    /// Finds the key, and asks the service for something small.
    init(_ name: KeyName, _ configuration: RunConfiguration, _ transport: Transport) async {
        self.name = name
        url = configuration.profile[name.service].url
        do {
            guard let found = try configuration.key(of: name) else { return }
            source = found.source
            let environment = configuration.prepared(ClientEnvironment(transport: transport))
            let start = ContinuousClock.now
            who = try await Self.ask(name, configuration, environment)
            latency = ContinuousClock.now - start
        } catch {
            self.error = error as? ApiError ?? ApiError(.internal, "\(error)")
        }
    }

    /// Has a signal that ends the process end its key commands first, from now on.
    ///
    /// For commands that run no script: sessions look after the signals themselves.
    static func endKeyCommandsWithTheProcess() {
        // Without a thread for it a signal ends the process alone, as it does by default.
        try? SignalPipe.receive([SIGINT, SIGTERM, SIGHUP]) { number in
            Credentials.stopCommands(forGood: true) {
                signal(number, SIG_DFL)
                kill(getpid(), number)
            }
        }
    }

    var isAccepted: Bool { latency != nil }

    /// Whether there is no key, and nothing is wrong with that.
    var isOfNoKey: Bool { source == nil && error == nil }

    private static let patience = Duration.seconds(30)

    private static func ask(
        _ name: KeyName, _ configuration: RunConfiguration, _ environment: ClientEnvironment
    ) async throws -> String? {
        switch name {
        case .datagov, .datagovPublic:
            let client = DataGovClient(
                try configuration.datagovEndpoints(), environment: environment,
                options: try configuration.datagovOptions())
            if name == .datagov { return try await client.whoami(timeout: patience).email }
            try await client.tryPublicKey(timeout: patience)
            return nil
        case .go, .forsg:
            let links: LinksService = name == .go ? .go : .forsg
            let client = environment.links(
                links, try configuration.endpoint(of: links), limits: configuration.limits(of: links))
            _ = try await client.list(LinkQuery(limit: 1), timeout: patience)
            return nil
        }
    }
}
