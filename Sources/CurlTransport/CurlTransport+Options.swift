extension CurlTransport {
    /// What a transport can be told.
    package struct Options: Sendable {
        /// A file of certificate authorities, PEM or DER, that are trusted beside the system's own.
        package var authorities: String?
        /// What to set to such a file, for hints.
        package var authoritiesVariable = "GOVSCRIPT_CA_FILE"
        /// The proxy that serves every host but its exceptions; nil for none, whatever the environment says.
        package var proxy: WireProxy?
        /// What `User-Agent` says; nil for none.
        package var userAgent: String?
        /// How long connecting may take, from the name look-up to the end of the TLS handshake.
        package var connectTimeout = Duration.seconds(10)
        /// How long sent bytes may stay unacknowledged before the kernel gives the connection up.
        ///
        /// It bounds how late a request can arrive whose process was killed.
        package var userTimeout = Duration.seconds(30)
        /// How many bytes of an answer are taken into memory.
        package var responseLimit = 32 * 1024 * 1024
        /// How many connections one host may have at a time, and how many are kept.
        package var connections = 256
        /// For tests: leaves libcurl's own silent repeats on.
        var allowsRepeats = false

        /// The defaults.
        package init() {}
    }
}
