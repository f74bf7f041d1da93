/// Why a run's journal cannot be used, or refuses what was asked of it.
///
/// ``Code-swift.enum/concernsOneItem`` tells failures of one item from those that have to end the run.
public struct JournalError: Error, Sendable, Hashable {
    /// The sort of failure.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The journal was made by a newer version.
        case newer
        /// The journal is not what was written: nothing may be concluded from what is missing in it.
        case damaged
        /// The disk takes no more; nothing may be sent that cannot be recorded.
        case full
        /// There can be no file or folder at the path, such as where it leads through a file.
        case misplaced
        /// A file or folder cannot be made or opened by this user.
        case notWritable
        /// Another program keeps the file locked.
        case held
        /// Anything else that the system or SQLite reported.
        case unusable
        /// A service is at another address than the one at which the run has used it.
        case elsewhere
        /// The journal, or its folder, was removed or replaced while it was open.
        case removed
        /// Another host has taken the run over, and nothing more may be sent here.
        case overtaken
        /// A key came twice in one pass.
        case duplicate
        /// There is no such run or item.
        case missing
        /// The item or step is not in doubt, or is done already.
        case settled

        /// Whether it concerns one item only; every other failure is one of the whole run.
        ///
        /// After one of the whole run nothing may be sent: it could not be recorded.
        public var concernsOneItem: Bool {
            switch self {
            case .duplicate, .missing, .settled: true
            case .newer, .damaged, .full, .misplaced, .notWritable, .held, .unusable, .elsewhere, .removed, .overtaken:
                false
            }
        }

        /// Whether the settings are to blame, or the folder that they name: a person has to change one of them.
        package var isConfiguration: Bool {
            switch self {
            case .newer, .misplaced, .elsewhere, .removed: true
            case .damaged, .full, .notWritable, .held, .unusable, .overtaken, .duplicate, .missing, .settled: false
            }
        }

        /// Whether the same may work later, without a change of the settings.
        package var mayWorkLater: Bool { self == .held || self == .full }
    }

    /// The sort of failure.
    public var code: Code
    /// What happened, in one line, with the path or the item, without a final full stop.
    public var message: String
    /// One sentence that says what to do.
    public var hint: String?

    /// A failure.
    package init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension JournalError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
