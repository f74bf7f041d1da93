/// What a person calls a service, in messages: `GoGovSG` rather than its address, which may be any test server's.
package enum ServiceTitle {
    /// The title of a service as scripts name it; the name itself for any other.
    package static func of(_ service: String) -> String {
        if let links = LinksService(rawValue: service) { return links.title }
        return switch service {
        case "datagov": "data.gov.sg"
        case "storage": "the storage of data.gov.sg"
        default: service
        }
    }
}
