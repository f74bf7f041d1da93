/// What makes a run the same run: who it is for, and its name.
///
/// The addresses of the services are no part of it: a run that used a service at one address is not resumed at another,
/// see ``RunStore/open(_:fresh:)``.
public struct RunIdentity: Codable, Hashable, Sendable {
    /// The profile's name.
    public let profile: String
    /// The name that the script gave.
    public let name: String

    /// The run of a name under a profile.
    ///
    /// Any text will do for either: file names are derived from both.
    public init(profile: String, name: String) {
        self.profile = profile
        self.name = name
    }
}

extension Sequence<String> {
    /// The texts as one, each with its length in bytes before it, so that no two lists give the same.
    ///
    /// The file names of runs, their locks and the names of their links are made from it: it must never
    /// change.
    package var canonicalText: String { map { "\($0.utf8.count):\($0)" }.joined() }
}
