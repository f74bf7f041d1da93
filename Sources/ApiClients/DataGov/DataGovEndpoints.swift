/// The addresses of data.gov.sg.
package struct DataGovEndpoints: Sendable, Hashable {
    /// The write API and the catalogue, with the admin key.
    package let admin: ServiceEndpoint
    /// The search of a dataset's rows; no key.
    package let search: ServiceEndpoint
    /// Downloads; no key.
    package let open: ServiceEndpoint

    /// The production service.
    package static let productionURL = "https://api-production.data.gov.sg"
    /// The staging service.
    package static let stagingURL = "https://api-staging.data.gov.sg"

    /// The addresses that belong to a base URL: production has three hosts, any other URL serves everything.
    ///
    /// - Throws: ``ApiError`` as ``ServiceEndpoint`` does.
    package init(_ baseURL: String = productionURL, key: Secret? = nil, absence: KeyAbsence? = nil) throws {
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
