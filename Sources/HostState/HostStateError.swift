package import ApiClients

/// Why the state that all processes of a user share cannot be used.
package struct HostStateError: Error, Sendable, Hashable {
    /// The sort of failure.
    package enum Code: Sendable, Hashable {
        /// The state directory lies on a file system of another machine.
        case networkFileSystem
        /// There can be no folder at the path, such as where it leads through a file.
        case misplaced
        /// A file or folder cannot be made or written by this user.
        case notWritable
        /// A file or folder belongs to another user, is a link, or can be changed (if secret: read) by others.
        case unsafe
        /// The disk is full.
        case full
        /// Another process holds what was asked for.
        case held
        /// The files were made by a newer version.
        case newer
        /// Another machine, or another boot, uses the directory at the same time.
        case otherBoot
        /// Anything else that the system or SQLite reported.
        case unusable

        /// Whether the settings are to blame: another folder has to be named, or another version used.
        package var isConfiguration: Bool {
            switch self {
            case .networkFileSystem, .misplaced, .newer, .otherBoot: true
            case .notWritable, .unsafe, .full, .held, .unusable: false
            }
        }

        /// Whether the same may work later, without a change of the settings.
        package var mayWorkLater: Bool { self == .held || self == .full }
    }

    /// The sort of failure.
    package var code: Code
    /// What happened, with the path, without a final full stop.
    package var message: String
    /// One sentence that says what to do.
    package var hint: String?

    init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension HostStateError: CustomStringConvertible {
    /// The message.
    package var description: String { message }
}

extension ApiError {
    /// The same failure as calls report it; it stops a run.
    ///
    /// Of kind `permission` where rights are missing or too wide, `timeout` where somebody else holds what is needed
    /// (and it may work later), else `internal`.
    package init(_ error: HostStateError) {
        let kind: Kind =
            switch error.code {
            case .notWritable, .unsafe: .permission
            case .held: .timeout
            case .networkFileSystem, .misplaced, .full, .newer, .otherBoot, .unusable: .internal
            }
        self.init(kind, error.message, hint: error.hint, stopsRun: true)
        triesLater = error.code.mayWorkLater
        isConfiguration = error.code.isConfiguration
    }
}
