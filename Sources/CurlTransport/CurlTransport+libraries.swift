import CCurl

extension CurlTransport {
    /// What the transport runs on, in words for people: `libcurl 7.88.1` and `OpenSSL 3.0.17`.
    package struct Libraries: Sendable, Hashable {
        package let libcurl: String
        package let tls: String
    }

    /// The libraries of this machine, which are loaded now if they were not; nil if libcurl cannot be.
    ///
    /// The first call costs some milliseconds. From any thread.
    package static var libraries: Libraries? {
        guard let version = ccurl_version() else { return nil }
        let tls = ccurl_tls_version().map { String(cString: $0) } ?? "no TLS"
        return Libraries(libcurl: "libcurl \(String(cString: version))", tls: tls.replacing("/", with: " "))
    }
}
