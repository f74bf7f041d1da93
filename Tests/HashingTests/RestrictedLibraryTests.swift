import Glibc
import Hashing
import TestSupport
import Testing

/// Machines whose OpenSSL is set to allow less; it reads its settings once in a process, so each has its own.
struct RestrictedLibraryTests {
    private static let message = Array("message digest".utf8)
    private static let digest = "f96b697d7cb7938d525a2f31aaf161d0"

    /// Expects that a process with these settings can hash files.
    private static func hash(under settings: String) throws {
        let folder = ScratchFolder()
        try setenv("OPENSSL_CONF", folder.file("openssl.cnf", settings), 1)
        var file = SHA256()
        file.update(message)
        #expect(file.finish() == SHA256.hash(message))
        #expect(try MD5.hash(message).hex == digest)
    }

    @Test func filesAreHashedWhereOnlyFIPSAlgorithmsAreAllowed() async {
        await #expect(processExitsWith: .success) {
            try RestrictedLibraryTests.hash(
                under: """
                    openssl_conf = settings
                    [settings]
                    alg_section = algorithms
                    [algorithms]
                    default_properties = fips=yes
                    """)
        }
    }

    @Test func filesAreHashedWhereTheProviderWithMD5IsNotLoaded() async {
        await #expect(processExitsWith: .success) {
            try RestrictedLibraryTests.hash(
                under: """
                    openssl_conf = settings
                    [settings]
                    providers = providers
                    [providers]
                    null = null
                    [null]
                    activate = 1
                    """)
        }
    }
}
