/// The addresses of data.gov.sg.
public struct DataGovEndpoints: Sendable, Hashable {
    /// The write API and the catalogue, with the admin key.
    public let admin: ServiceEndpoint
    /// The search of a dataset's rows; no key.
    public let search: ServiceEndpoint
    /// Downloads; no key.
    public let open: ServiceEndpoint

    /// The production service.
    public static let productionURL = "https://api-production.data.gov.sg"
    /// The staging service.
    public static let stagingURL = "https://api-staging.data.gov.sg"

    /// The addresses that belong to a base URL: production has three hosts, any other URL serves everything.
    ///
    /// - Throws: ``ApiError`` as ``ServiceEndpoint`` does.
    public init(_ baseURL: String = productionURL, key: Secret? = nil, absence: KeyAbsence? = nil) throws {
        admin = try ServiceEndpoint(baseURL, key: key, absence: absence)
        if admin.host == "api-production.data.gov.sg" {
            search = try ServiceEndpoint("https://data.gov.sg").hiding(key)
            open = try ServiceEndpoint("https://api-open.data.gov.sg").hiding(key)
        } else {
            search = admin.withoutKey
            open = admin.withoutKey
        }
    }
}
