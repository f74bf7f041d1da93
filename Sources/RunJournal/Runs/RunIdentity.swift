/// What makes a run the same run: who it is for, and its name; of a run whose items several hosts share, also which
/// part of it.
///
/// The addresses of the services are no part of it: a run that used a service at one address is not resumed at another,
/// see ``RunStore/open(_:fresh:)``.
public struct RunIdentity: Codable, Hashable, Sendable {
    /// The profile's name.
    public let profile: String
    /// The name that the script gave.
    public let name: String
    /// Which part it is of a run whose items hosts share, from 1; nil for a run as a whole.
    package let part: Int?

    /// The run of a name under a profile.
    ///
    /// Any text will do for either: file names are derived from both.
    public init(profile: String, name: String) {
        self.profile = profile
        self.name = name
        part = nil
    }

    private init(_ whole: RunIdentity, part: Int?) {
        profile = whole.profile
        name = whole.name
        self.part = part
    }

    /// A part of the run, whose items one process has at a time.
    package func part(_ number: Int) -> RunIdentity { RunIdentity(self, part: number) }

    /// The run whose part it is, or the run itself.
    package var whole: RunIdentity { RunIdentity(self, part: nil) }

    /// How commands name it: `campaign`, or `campaign#2` for a part.
    package var title: String { name + (part.map { "#\($0)" } ?? "") }
}

extension Sequence<String> {
    /// The texts as one, each with its length in bytes before it, so that no two lists give the same.
    ///
    /// The file names of runs, their locks and the names of their links are made from it: it must never
    /// change.
    package var canonicalText: String { map { "\($0.utf8.count):\($0)" }.joined() }
}
