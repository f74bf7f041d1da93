public import ApiClients

/// Which services a run talks to.
public struct Profile: Sendable, Hashable {
    public var name: String
    /// The service that plain `links.*` means.
    public var defaultLinks: LinksService
    public var goURL: String
    public var forsgURL: String
    public var datagovURL: String

    public init(name: String, defaultLinks: LinksService, goURL: String, forsgURL: String, datagovURL: String) {
        self.name = name
        self.defaultLinks = defaultLinks
        self.goURL = goURL
        self.forsgURL = forsgURL
        self.datagovURL = datagovURL
    }

    /// The services themselves. The default.
    public static let production = Profile(
        name: "production", defaultLinks: .go, goURL: LinksService.go.productionURL,
        forsgURL: LinksService.forsg.productionURL, datagovURL: DataGovEndpoints.productionURL)

    /// Their staging twins.
    public static let staging = Profile(
        name: "staging", defaultLinks: .go, goURL: LinksService.go.stagingURL,
        forsgURL: LinksService.forsg.stagingURL, datagovURL: DataGovEndpoints.stagingURL)

    /// The profiles that there are without any configuration, besides the sandbox, whose addresses come with its start.
    public static let builtIn = [production, staging]

    func url(of service: LinksService) -> String {
        switch service {
        case .go: goURL
        case .forsg: forsgURL
        }
    }
}
