/// The addresses of data.gov.sg.
package struct DataGovEndpoints: Sendable, Hashable {
    /// The write API and the catalogue, with the admin key.
    package let admin: ServiceEndpoint
    /// The catalogue of published datasets, at the write API's address but without a key.
    let catalogue: ServiceEndpoint
    /// The search of a dataset's rows, with the public key if there is one.
    package let search: ServiceEndpoint
    /// Downloads, with the public key if there is one.
    package let open: ServiceEndpoint

    /// The production service.
    package static let productionURL = "https://api-production.data.gov.sg"
    /// The staging service.
    package static let stagingURL = "https://api-staging.data.gov.sg"

    /// The addresses that belong to a base URL: production has three hosts, staging one of its own for downloads, and
    /// any other URL serves everything.
    ///
    /// - Parameters:
    ///   - key: The admin key, which goes to the write API alone.
    ///   - publicKey: The key that raises the limits of searches and downloads, and goes to these alone.
    /// - Throws: ``ApiError`` as ``ServiceEndpoint`` does.
    package init(
        _ baseURL: String = productionURL, key: Secret? = nil, publicKey: Secret? = nil, absence: KeyAbsence? = nil
    ) throws {
        let keys = [key, publicKey].compactMap(\.self)
        func publicEndpoint(_ url: String) throws -> ServiceEndpoint {
            var endpoint = try ServiceEndpoint(url, key: publicKey)
            endpoint.isKeyOptional = true
            return endpoint.hiding(keys)
        }
        admin = try ServiceEndpoint(baseURL, key: key, absence: absence).hiding(keys)
        catalogue = try ServiceEndpoint(baseURL).hiding(keys)
        switch admin.host {
        case "api-production.data.gov.sg":
            search = try publicEndpoint("https://data.gov.sg")
            open = try publicEndpoint("https://api-open.data.gov.sg")
        case "api-staging.data.gov.sg":
            search = try publicEndpoint(baseURL)
            open = try publicEndpoint("https://api-open-staging.data.gov.sg")
        default:
            search = try publicEndpoint(baseURL)
            open = search
        }
    }
}
