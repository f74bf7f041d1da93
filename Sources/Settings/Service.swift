package import ApiClients

/// A service that has settings and a key of its own.
package enum Service: String, Sendable, Hashable, CaseIterable {
    case datagov, go, forsg

    /// The service of a short-link API.
    package init(_ service: LinksService) {
        switch service {
        case .go: self = .go
        case .forsg: self = .forsg
        }
    }

    /// What the service calls itself.
    package var title: String {
        switch self {
        case .datagov: "data.gov.sg"
        case .go: LinksService.go.title
        case .forsg: LinksService.forsg.title
        }
    }

    /// The environment variable that holds another address.
    package var urlVariable: String { "GOVSCRIPT_\(rawValue.uppercased())_URL" }
    /// The environment variable that holds the limit in requests per second; nil where none is documented.
    package var rateVariable: String? { self == .datagov ? nil : "GOVSCRIPT_\(rawValue.uppercased())_RATE" }
    /// The environment variable that holds the tier of data.gov.sg's public key.
    package static let publicTierVariable = "GOVSCRIPT_DATAGOV_PUBLIC_TIER"
}
