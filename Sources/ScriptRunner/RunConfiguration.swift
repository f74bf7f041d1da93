package import ApiClients
import ScriptModules
package import Settings
package import StartRecords

/// What a run knows of the services: addresses, keys, limits, patience.
///
/// A key is looked for only when the service is used, so that a script which needs none runs without.
package struct RunConfiguration: Sendable {
    private enum Keys: Sendable {
        case sought(Credentials)
        case given([KeyName: Secret])
    }

    package var profile: Profile
    /// The process's environment, for what has no setting of its own: proxies.
    package var environment: [String: String]
    /// How long and how often calls are tried.
    package var policy = RetryPolicy()
    /// Called after each request.
    package var observer: AttemptObserver?
    /// Is told before a request is sent again.
    package var retryObserver: RetryObserver?
    /// Learns every key that is used.
    package let secrets: SecretRegistry
    private let keys: Keys

    /// A profile, with keys from wherever it has them, or with one that is to be tried.
    package init(
        _ choice: ProfileChoice, environment: [String: String], trying keys: [KeyName: Secret]? = nil,
        secrets: SecretRegistry
    ) {
        profile = choice.profile
        self.environment = environment
        self.secrets = secrets
        self.keys = keys.map { .given($0) } ?? .sought(choice.credentials)
    }

    /// The sandbox: addresses and keys of an emulator, whatever keys the environment has.
    package init(sandbox profile: Profile, keys: [KeyName: Secret], secrets: SecretRegistry) {
        self.profile = profile
        environment = [:]
        self.secrets = secrets
        self.keys = .given(keys)
    }

    /// The addresses that make a run the run it is; the sandbox's, which change with each start, do not.
    var runServices: [String: String] {
        guard profile.base != .sandbox else { return [:] }
        return Dictionary(uniqueKeysWithValues: Service.allCases.map { ($0.rawValue, profile[$0].url) })
    }

    /// Requests per second of each paced service, by the name that scripts give it.
    var rates: [String: Double] {
        var rates: [String: Double] = [:]
        for service in LinksService.allCases {
            let limits = limits(of: service)
            rates[service.rawValue] = Double(limits.slots) / (limits.window / .seconds(1))
        }
        return rates
    }

    /// The names of variables that scripts do not see.
    package static func isSecret(_ variable: String) -> Bool {
        SecretVariable.isHidden(variable)
    }

    /// A key and where it was; nil if there is none.
    ///
    /// Blocks while a key command runs.
    ///
    /// - Throws: ``ApiError`` of kind `auth` for a place that should hold a key and does not.
    package func key(of name: KeyName) throws -> (key: Secret, source: String)? {
        let found: (key: Secret, source: String)? =
            switch keys {
            case .sought(let credentials): try credentials.key(of: name).map { ($0.key, $0.source) }
            case .given(let keys): keys[name].map { ($0, "the sandbox") }
            }
        if let found { secrets.add(found.key) }
        return found
    }

    /// Address and key of a short-link service.
    package func endpoint(of service: LinksService) throws -> ServiceEndpoint {
        let service = Service(service)
        return try ServiceEndpoint(
            profile[service].url, key: key(of: service.key)?.key, absence: absence(of: service.key))
    }

    /// Addresses and key of data.gov.sg.
    package func datagovEndpoints() throws -> DataGovEndpoints {
        try DataGovEndpoints(
            profile[.datagov].url, key: key(of: .datagov)?.key, publicKey: key(of: .datagovPublic)?.key,
            absence: absence(of: .datagov))
    }

    /// The rules of the data.gov.sg client.
    ///
    /// - Throws: ``ApiError`` of kind `usage`, a fault of the configuration, for a time that is no number of seconds.
    package func datagovOptions() throws -> DataGovOptions {
        var options = DataGovOptions()
        if let rate = profile[.datagov].rate { options.adminLimits = PacingLimits(rate) }
        options.neverResendsAppends = profile.isStrict
        options.adminLimits.strict = profile.isStrict
        options.isStrict = profile.isStrict
        options.publicTier = profile[.datagov].publicTier
        if let time = try settlingTime("GOVSCRIPT_APPEND_SETTLE", "an append whose answer is missing is watched") {
            options.appendSettle = time
        }
        // Nobody else uploads to the sandbox.
        if profile.base == .sandbox { options.failureSettle = .seconds(5) }
        if let time = try settlingTime("GOVSCRIPT_FAILURE_SETTLE", "a failed ingestion must stand before it is told") {
            options.failureSettle = time
        }
        return options
    }

    /// A time that the environment gives in seconds; nil if it does not.
    private func settlingTime(_ variable: String, _ meaning: String) throws -> Duration? {
        guard let text = environment[variable], !text.isEmpty else { return nil }
        guard let seconds = Double(text), (0...3600).contains(seconds) else {
            var error = ApiError(
                .usage, "\(variable) is '\(text)', where seconds are due",
                hint: "Give a number up to 3600: for so long \(meaning).", stopsRun: true)
            error.isConfiguration = true
            throw error
        }
        return .seconds(seconds)
    }

    /// The limit that is kept towards a short-link service.
    package func limits(of service: LinksService) -> PacingLimits {
        var limits = profile[Service(service)].rate.map { PacingLimits($0) } ?? LinksService.limits
        limits.strict = profile.isStrict
        return limits
    }

    /// Has what becomes of requests shown and counted, besides those who observe them already.
    func observed(by live: LiveStatus, _ meter: WorkMeter?) -> RunConfiguration {
        var observed = self
        observed.observer = { [observer] attempt in
            live.note(attempt)
            meter?.sent(SentRequest(attempt))
            observer?(attempt)
        }
        observed.retryObserver = { [retryObserver] retry in
            live.note(retry)
            meter?.retries(retry.service, title: ServiceTitle.of(retry.service), because: retry.reason)
            retryObserver?(retry)
        }
        return observed
    }

    /// The limits that are kept, for ``WorkMeter``.
    package var serviceLimits: [ServiceLimit] {
        LinksService.allCases.map { service in
            let limits = limits(of: service)
            return ServiceLimit(service: service.rawValue, slots: limits.slots, window: limits.window)
        }
    }

    /// What clients share, with this run's patience and observers.
    package func prepared(_ environment: ClientEnvironment) -> ClientEnvironment {
        var environment = environment
        environment.policy = policy
        environment.observer = observer
        environment.retryObserver = retryObserver
        return environment
    }

    /// How requests are sent: certificate authority and proxy.
    ///
    /// - Throws: ``ApiError`` for a proxy that cannot be understood.
    package func http() throws -> HTTPTransport.Configuration {
        var http = HTTPTransport.Configuration()
        http.caFile = profile.caFile
        http.proxy = try ProxySettings(environment: environment)
        if let password = http.proxy?.password { secrets.add(password) }
        return http
    }

    private func absence(of name: KeyName) -> KeyAbsence? {
        if case .sought(let credentials) = keys { credentials.absence(of: name) } else { nil }
    }
}
