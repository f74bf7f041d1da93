/// What makes a run the same run: a rehearsal in the sandbox or on staging is another one than production.
public struct RunIdentity: Codable, Hashable, Sendable {
    /// The profile's name.
    public let profile: String
    /// The addresses of the services by their names.
    public let services: [String: String]
    /// The name that the script gave.
    public let name: String

    /// The run of a name under a profile; any text will do for either.
    public init(profile: String, services: [String: String], name: String) {
        self.profile = profile
        self.services = services
        self.name = name
    }
}
