import FoundationEssentials

extension LongURL {
    /// Whether a service's text stands for the same target: a service may write the address in another way.
    ///
    /// Letter case of scheme and host, the default port, an empty path and escapes that need not be make no difference.
    func isSame(as other: String) -> Bool {
        if text == other { return true }
        guard let ours = Self.parts(text), let theirs = Self.parts(other) else { return false }
        return ours == theirs
    }

    private static func parts(_ text: String) -> [String?]? {
        guard let url = URLComponents(string: text) else { return nil }
        return [
            url.scheme?.lowercased(), url.host?.lowercased(), url.user, url.password,
            url.port.flatMap { $0 == 443 ? nil : "\($0)" }, url.path.isEmpty ? "/" : url.path, url.query, url.fragment,
        ]
    }
}
