import Glibc
import Settings
import TestSupport

/// A configuration folder of real files, and the profile that is chosen with it.
struct Choice {
    let scratch = ScratchFolder()

    init(_ toml: String? = nil, mode: mode_t = 0o600) throws {
        guard let toml else { return }
        try file("config.toml", toml, mode)
    }

    @discardableResult
    func file(_ name: String, _ text: String, _ mode: mode_t = 0o600) throws -> String {
        let path = try scratch.file(name, text)
        chmod(path, mode)
        return path
    }

    func make(
        _ profile: String? = nil, file: String? = nil, _ environment: [String: String] = [:]
    ) throws(ConfigurationError) -> ProfileChoice {
        try ProfileChoice(profile: profile, file: file, folder: scratch.path, environment: environment)
    }

    /// The message of what is wrong, with the folder left out.
    func problem(_ profile: String? = nil, _ environment: [String: String] = [:]) -> String? {
        do {
            _ = try make(profile, environment)
            return nil
        } catch {
            let hint = error.hint.map { " | \($0)" } ?? ""
            return "\(error)\(hint)".split(separator: scratch.path + "/", omittingEmptySubsequences: false).joined()
        }
    }
}
