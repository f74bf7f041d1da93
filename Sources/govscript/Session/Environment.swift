import FoundationEssentials
import Glibc
import Settings

/// What the process was started with.
enum Environment {
    static let variables = ProcessInfo.processInfo.environment

    static var workingDirectory: String { FileManager.default.currentDirectoryPath }

    /// Journals, slots, the sandbox's data.
    static var stateDirectory: String {
        if let path = setting("GOVSCRIPT_STATE_DIR") { return path }
        return (setting("XDG_STATE_HOME") ?? home + "/.local/state") + "/govscript"
    }

    static var configurationDirectory: String {
        (setting("XDG_CONFIG_HOME") ?? home + "/.config") + "/govscript"
    }

    /// The profile that a flag, the environment or the configuration file means.
    ///
    /// - Throws: ``ConfigurationError``
    static func choice(profile: String?, _ file: String?) throws -> ProfileChoice {
        try ProfileChoice(profile: profile, file: file, folder: configurationDirectory, environment: variables)
    }

    private static var home: String { setting("HOME") ?? "/" }

    private static func setting(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
