import ApiClients
import CProcess
import Glibc
import Settings

/// What the process was started with.
enum Environment {
    /// Every variable, keys and passwords included: for finding keys and reaching the proxy.
    ///
    /// Reading it takes the secrets out of the process's own environment, which children inherit and `/proc` shows.
    static let variables = {
        let all = inherited
        for (name, value) in all where SecretVariable.shown(name, value) != value {
            cprocess_replace_variable(name, SecretVariable.shown(name, value))
        }
        // Of a name that is there more than once the first counts, as for `getenv`.
        return Dictionary(all, uniquingKeysWith: { first, _ in first })
    }()

    /// The variables in their order, read here: Foundation takes longer to list them than a short script takes to run.
    private static var inherited: [(name: String, value: String)] {
        var variables: [(name: String, value: String)] = []
        guard var entry = cprocess_variables() else { return variables }
        while let text = entry.pointee {
            entry += 1
            guard let end = strchr(text, Int32(UInt8(ascii: "="))) else { continue }
            let name = UnsafeRawBufferPointer(start: text, count: end - text)
            variables.append((String(decoding: name, as: UTF8.self), String(cString: end + 1)))
        }
        return variables
    }

    /// The variables as scripts and their commands see them.
    static var shownVariables: [String: String] {
        var shown: [String: String] = [:]
        for (name, value) in variables { shown[name] = SecretVariable.shown(name, value) }
        return shown
    }

    /// Closes what would give secrets away.
    ///
    /// To be called first of all, while there is one thread.
    static func guardSecrets() {
        cprocess_guard()
        _ = variables
    }

    /// Whether there are descriptors for the host's own files and connections: the libraries below do not tell in words
    /// that one is missing, but end the process.
    static var mayOpenEnoughFiles: Bool { cprocess_most_files() >= 128 }

    /// Absolute; the root where the folder is gone.
    static var workingDirectory: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// Journals, slots, the sandbox's data.
    static var stateDirectory: String {
        if let path = setting("GOVSCRIPT_STATE_DIR") { return path }
        return (folder("XDG_STATE_HOME") ?? home + "/.local/state") + "/govscript"
    }

    static var configurationDirectory: String { configurationDirectory(variables["XDG_CONFIG_HOME"], home: home) }

    private static func configurationDirectory(_ folder: String?, home: String) -> String {
        (folder.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home + "/.config") + "/govscript"
    }

    /// The profile that a flag, the environment or the configuration file means.
    ///
    /// - Throws: ``ConfigurationError``
    static func choice(profile: String?, _ file: String?) throws -> ProfileChoice {
        try choice(profile: profile, file, variables, home: home)
    }

    /// The profile that a program means which has these variables and the user's own home, as cron starts it.
    ///
    /// - Throws: ``ConfigurationError``
    static func choice(
        profile: String?, _ file: String?, ofProgramWith variables: [String: String]
    ) throws -> ProfileChoice {
        try choice(profile: profile, file, variables, home: systemHome ?? "/")
    }

    private static func choice(
        profile: String?, _ file: String?, _ variables: [String: String], home: String
    ) throws -> ProfileChoice {
        var settings = variables
        settings["HOME"] = home
        let folder = configurationDirectory(variables["XDG_CONFIG_HOME"], home: home)
        return try ProfileChoice(profile: profile, file: file, folder: folder, environment: settings)
    }

    /// The folders that are too wide for a script: `HOME`, and the one that the system has for the user.
    static var homes: [String] { [folder("HOME"), systemHome].compactMap(\.self) }

    /// `HOME`, or what the system has for the user: systemd sets none for a system unit.
    private static var home: String { folder("HOME") ?? systemHome ?? "/" }

    private static var systemHome: String? { account?.home.hasPrefix("/") == true ? account?.home : nil }

    /// What the system's list of users says of this one, asked once.
    private static let account: (name: String, home: String)? = {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var text = [CChar](repeating: 0, count: 16 << 10)
        guard getpwuid_r(getuid(), &entry, &text, text.count, &found) == 0, found != nil else { return nil }
        return (entry.pw_name.map { String(cString: $0) } ?? "", entry.pw_dir.map { String(cString: $0) } ?? "")
    }()

    /// The name that cron, systemd and logins set, or that the system has for the user, or else the number.
    ///
    /// The list of users is not asked, which may take longer than a script.
    static var userName: String { setting("LOGNAME") ?? setting("USER") ?? account?.name ?? "\(geteuid())" }

    /// A text without the keys that the environment holds, and without what addresses in it must not show.
    static func withoutKeys(_ text: String) -> String {
        var text = Redaction.text(text)
        for (name, value) in variables where SecretVariable.holdsKey(name) && value.utf8.count >= 6 {
            text = text.replacing(value, with: "[key]")
        }
        return text
    }

    private static func setting(_ name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A variable that names a folder; a relative name is no setting (XDG Base Directory Specification).
    private static func folder(_ name: String) -> String? {
        setting(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
}
