import FoundationEssentials
import RunJournal

extension RunIdentity {
    /// How the subjects of all runs begin.
    static let subjectBeginning = "run "

    /// How the subjects of all parts of runs begin.
    static let partBeginning = "part "

    /// What tells the run from all other subjects of turns: JSON, in which any name can stand.
    ///
    /// That of a part names the part before, in a form that the tables know.
    var subject: String {
        if let part { return "\(Self.partBeginning)\(part) of \(whole.subject)" }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Two texts: encoding them cannot fail.
        return Self.subjectBeginning + ((try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "")
    }

    /// The run of a subject; nil if it is none of a run.
    init?(subject: String) {
        if subject.hasPrefix(Self.partBeginning) {
            let words = subject.dropFirst(Self.partBeginning.count).split(separator: " ", maxSplits: 2)
            guard words.count == 3, let part = Int(words[0]), let whole = RunIdentity(subject: String(words[2])) else {
                return nil
            }
            self = whole.part(part)
            return
        }
        guard subject.hasPrefix(Self.subjectBeginning) else { return nil }
        let text = subject.dropFirst(Self.subjectBeginning.count)
        guard let identity = try? JSONDecoder().decode(RunIdentity.self, from: Data(text.utf8)) else { return nil }
        self = identity
    }
}
