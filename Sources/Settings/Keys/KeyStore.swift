package import ApiClients
import Glibc
import SystemFiles

/// The keys that `govscript auth login` keeps: one file for each profile and key, readable to the user alone.
package struct KeyStore: Sendable {
    /// The folder of all of them.
    package let folder: String

    /// - Parameter configurationFolder: The folder of `config.toml`.
    package init(configurationFolder: String) {
        folder = configurationFolder + "/keys"
    }

    /// Where a key is, or would be.
    package func path(_ profile: String, _ name: KeyName) -> String {
        "\(folder)/\(profile)/\(name.rawValue)"
    }

    /// The key that was stored; nil if none was.
    package func key(_ profile: String, _ name: KeyName) throws(ApiError) -> Secret? {
        let path = path(profile, name)
        return try KeyFile.read(path, from: "the stored key \(path)")
    }

    /// Stores a key in the place of an earlier one, all at once.
    ///
    /// - Throws: ``ApiError`` of kind `permission` for a folder or file that cannot be written.
    package func store(_ key: Secret, _ profile: String, _ name: KeyName) throws(ApiError) {
        let path = path(profile, name)
        try makeFolder("\(folder)/\(profile)")
        var template = Array((path + ".XXXXXX").utf8CString)
        // Made with mode 0600, before anything is in it.
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Self.failure("\(folder)/\(profile)") }
        let bytes = Array((key.revealed + "\n").utf8)
        do throws(SystemError) {
            defer { close(descriptor) }
            try FileBytes.write(bytes, to: descriptor)
            guard fsync(descriptor) == 0, rename(template, path) == 0 else { throw SystemError() }
        } catch {
            unlink(template)
            throw Self.failure(path, error)
        }
    }

    /// Removes a stored key.
    ///
    /// - Returns: Whether there was one.
    package func remove(_ profile: String, _ name: KeyName) throws(ApiError) -> Bool {
        let path = path(profile, name)
        if unlink(path) == 0 { return true }
        guard errno == ENOENT || errno == ENOTDIR else { throw Self.failure(path) }
        return false
    }

    private func makeFolder(_ path: String) throws(ApiError) {
        do throws(SystemError) {
            try PrivateFolder.make(path)
        } catch {
            throw Self.failure(path, error)
        }
    }

    private static func failure(_ path: String, _ error: SystemError = SystemError()) -> ApiError {
        var failure = ApiError(.permission, "cannot write \(path): \(error.words)")
        failure.triesLater = error.cause == .full
        failure.isConfiguration = error.cause != .full
        return failure
    }
}
