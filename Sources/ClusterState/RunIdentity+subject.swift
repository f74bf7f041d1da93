import FoundationEssentials
import RunJournal

extension RunIdentity {
    /// How the subjects of all runs begin.
    static let subjectBeginning = "run "

    /// What tells the run from all other subjects of turns: JSON, in which any name can stand.
    var subject: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Two texts: encoding them cannot fail.
        return Self.subjectBeginning + ((try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "")
    }

    /// The run of a subject; nil if it is none of a run.
    init?(subject: String) {
        guard subject.hasPrefix(Self.subjectBeginning) else { return nil }
        let text = subject.dropFirst(Self.subjectBeginning.count)
        guard let identity = try? JSONDecoder().decode(RunIdentity.self, from: Data(text.utf8)) else { return nil }
        self = identity
    }
}
