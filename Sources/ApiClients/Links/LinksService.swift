/// The two services that speak the short-link API.
package enum LinksService: String, Sendable, Hashable, Codable, CaseIterable {
    /// GoGovSG, go.gov.sg.
    case go
    /// ForSG, for.sg.
    case forsg

    /// The base URL of the production service.
    package var productionURL: String {
        switch self {
        case .go: "https://go.gov.sg/api"
        case .forsg: "https://for.sg/api"
        }
    }

    /// The base URL of the staging service.
    package var stagingURL: String {
        switch self {
        case .go: "https://staging.go.gov.sg/api"
        case .forsg: "https://staging.for.sg/api"
        }
    }

    /// What the service calls itself.
    package var title: String {
        switch self {
        case .go: "GoGovSG"
        case .forsg: "ForSG"
        }
    }

    /// The environment variable that holds its key.
    package var keyVariable: String {
        switch self {
        case .go: "GOVSCRIPT_GO_API_KEY"
        case .forsg: "GOVSCRIPT_FORSG_API_KEY"
        }
    }

    /// The limit that the services document: 5 requests in any second.
    package static let limits = PacingLimits(5).asDefault
}
