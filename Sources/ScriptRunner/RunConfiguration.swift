import ApiClients
import FoundationEssentials

/// What a run knows of the services: addresses, keys, limits.
///
/// A key is looked for only when the service is used, so that a script which needs none runs without.
public struct RunConfiguration: Sendable {
    public var profile: Profile
    /// Where keys, limits and overriding addresses are looked up: the process's environment.
    public var environment: [String: String]

    /// A profile with the environment's overrides.
    ///
    /// - Throws: ``ApiError`` of kind `usage` for a profile that is not known.
    public init(profile name: String?, environment: [String: String]) throws {
        let name = name ?? environment["GOVSCRIPT_PROFILE"].flatMap { $0.isEmpty ? nil : $0 } ?? Profile.production.name
        guard var profile = Profile.builtIn.first(where: { $0.name == name }) else {
            throw ApiError(
                .usage, "there is no profile '\(name)'",
                hint: "Use production, staging, or --sandbox for the built-in emulator.")
        }
        profile.goURL = environment["GOVSCRIPT_GO_URL"] ?? profile.goURL
        profile.forsgURL = environment["GOVSCRIPT_FORSG_URL"] ?? profile.forsgURL
        profile.datagovURL = environment["GOVSCRIPT_DATAGOV_URL"] ?? profile.datagovURL
        self.profile = profile
        self.environment = environment
    }

    /// The sandbox: addresses and keys of an emulator, whatever keys the environment has.
    public init(sandbox profile: Profile, goKey: String, forsgKey: String, datagovKey: String) {
        self.profile = profile
        environment = [
            LinksService.go.keyVariable: goKey, LinksService.forsg.keyVariable: forsgKey,
            Self.datagovKeyVariable: datagovKey,
        ]
    }

    /// The addresses that make a run the run it is; the sandbox's, which change with each start, do not.
    var runServices: [String: String] {
        if profile.name == "sandbox" { return [:] }
        return ["go": profile.goURL, "forsg": profile.forsgURL, "datagov": profile.datagovURL]
    }

    /// Requests per second of each paced service, by the name that scripts give it.
    func rates() throws -> [String: Double] {
        var rates: [String: Double] = [:]
        for service in LinksService.allCases {
            let limits = try limits(of: service)
            rates[service.rawValue] = Double(limits.slots) / (limits.window / .seconds(1))
        }
        return rates
    }

    static let datagovKeyVariable = "GOVSCRIPT_DATAGOV_API_KEY"

    /// The names of variables that scripts do not see.
    public static func isSecret(_ variable: String) -> Bool {
        variable.hasPrefix("GOVSCRIPT_") && variable.contains("KEY")
    }

    func endpoint(of service: LinksService) throws -> ServiceEndpoint {
        try ServiceEndpoint(profile.url(of: service), key: key(service.keyVariable))
    }

    func datagovEndpoints() throws -> DataGovEndpoints {
        try DataGovEndpoints(profile.datagovURL, key: key(Self.datagovKeyVariable))
    }

    private func key(_ variable: String) -> Secret? {
        environment[variable].flatMap { $0.isEmpty ? nil : Secret($0) }
    }

    /// The rules of the data.gov.sg client.
    ///
    /// - Throws: ``ApiError`` of kind `usage` for a time that is no number of seconds.
    func datagovOptions() throws -> DataGovOptions {
        var options = DataGovOptions()
        guard let text = environment["GOVSCRIPT_APPEND_SETTLE"], !text.isEmpty else { return options }
        guard let seconds = Double(text), (0...3600).contains(seconds) else {
            throw ApiError(
                .usage, "GOVSCRIPT_APPEND_SETTLE is '\(text)', where seconds are due",
                hint: "Give a number up to 3600: for so long an append whose answer is missing is watched.")
        }
        options.appendSettle = .seconds(seconds)
        return options
    }

    /// The limit that is kept towards a short-link service.
    ///
    /// - Throws: ``ApiError`` of kind `usage` for a rate that is no whole number.
    func limits(of service: LinksService) throws -> PacingLimits {
        let variable = service == .go ? "GOVSCRIPT_GO_RATE" : "GOVSCRIPT_FORSG_RATE"
        guard let text = environment[variable], !text.isEmpty else { return LinksService.limits }
        guard let rate = Int(text), (0...10_000).contains(rate) else {
            throw ApiError(
                .usage, "\(variable) is '\(text)', where requests per second are due",
                hint: "Give a whole number; 0 lifts the limit.")
        }
        return rate == 0 ? .unpaced : PacingLimits(rate)
    }
}
