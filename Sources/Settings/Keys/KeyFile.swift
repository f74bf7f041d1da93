import ApiClients
import Glibc
import SystemFiles

/// A file that holds one key.
enum KeyFile {
    /// Reads it; nil if there is no such file.
    ///
    /// - Throws: ``ApiError`` of kind `auth` for a file that others can read, or that holds no key.
    static func read(_ path: String, from source: String) throws(ApiError) -> Secret? {
        let file: SmallFile
        do throws(SmallFile.Unreadable) {
            file = try SmallFile(path, limit: 64 << 10)
        } catch {
            if error.isMissing { return nil }
            throw ApiError(.auth, "\(source) cannot be read: \(error.reason)")
        }
        guard file.isOurs else {
            throw ApiError(
                .auth, "\(source) is refused, because it belongs to another user",
                hint: "Make it yours alone: chown \(geteuid()) \(path.shellWord) && chmod 600 \(path.shellWord)")
        }
        guard !file.isReadableByOthers else {
            throw ApiError(
                .auth, "\(source) is refused, because other users can read it",
                hint: "Make it readable to you alone: chmod 600 \(path.shellWord)")
        }
        return try KeyForm.key(file.bytes, from: source)
    }

    /// The same, where the file has to be there.
    static func required(_ path: String, from source: String) throws(ApiError) -> Secret {
        guard let key = try read(path, from: source) else {
            throw ApiError(.auth, "\(source) does not exist", hint: "Put the key there, or take the setting out.")
        }
        return key
    }
}
