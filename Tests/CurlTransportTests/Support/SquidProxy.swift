import Foundation
import WireSupport

/// A squid of its own on loopback, which finds `origin.test` and `forbidden.test` there and refuses the latter.
final class SquidProxy {
    /// How it wants its users to log in.
    enum Login: String, Sendable {
        case none, basic, digest, ntlm
        /// By a ticket of a ``KerberosRealm``.
        case negotiate

        /// Those that a user name and password are enough for, and none at all.
        static let simple: [Login] = [.none, .basic, .digest, .ntlm]

        /// squid hands a backslash of a Digest user to its helper as two, so that it cannot find that user.
        var user: String { self == .digest ? "anne" : #"dom\anne"# }
    }

    static let password = "p@ss w/%40?#ü"

    /// Why there can be none here; nil if there can.
    static let obstacle: String? =
        FileManager.default.isExecutableFile(atPath: "/usr/sbin/squid") ? nil : "squid is not installed"

    let port: UInt16
    private let process = Process()
    private let folder: URL

    init(_ login: Login, in realm: KerberosRealm? = nil) async throws {
        // A port that was free a moment ago: squid cannot be asked which one it was given.
        let place = ScriptedServer(listens: false) { _ in }
        port = place.port
        place.stop()
        folder = FileManager.default.temporaryDirectory.appending(path: "wire-squid-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o777])
        try Self.write(Self.configuration(login, port, folder, realm), to: folder.appending(path: "squid.conf"))
        try Self.write("127.0.0.1 origin.test forbidden.test\n", to: folder.appending(path: "hosts"))
        try Self.writePassword(of: login.user, in: folder)
        process.executableURL = URL(filePath: "/usr/sbin/squid")
        process.environment = ProcessInfo.processInfo.environment.merging(realm?.variables ?? [:]) { $1 }
        process.arguments = ["-N", "-f", folder.appending(path: "squid.conf").path()]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try await process.wait(for: "Accepting HTTP Socket connections", in: folder.appending(path: "cache.log"))
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    var address: String { "http://127.0.0.1:\(port)" }

    private static func write(_ text: String, to file: URL) throws {
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path())
    }

    private static func writePassword(of user: String, in folder: URL) throws {
        try NetworkNamespaces.shell(
            """
            set -e; cd '\(folder.path())'; umask 022
            echo '\(user):'"$(openssl passwd -1 '\(password)')" > basic
            echo '\(user):wire:'"$(printf '%s' '\(user):wire:\(password)' | openssl md5 -r | cut -d' ' -f1)" > digest
            """)
    }

    private static func configuration(
        _ login: Login, _ port: UInt16, _ folder: URL, _ realm: KerberosRealm?
    ) -> String {
        let path = folder.path()
        let helpers = "/usr/lib/squid"
        let scheme =
            switch login {
            case .none: ""
            case .basic: "auth_param basic program \(helpers)/basic_ncsa_auth \(path)/basic\n"
            case .digest:
                "auth_param digest program \(helpers)/digest_file_auth -c \(path)/digest\nauth_param digest realm wire\n"
            case .ntlm: "auth_param ntlm program \(helpers)/ntlm_fake_auth\n"
            case .negotiate:
                """
                auth_param negotiate program \(helpers)/negotiate_kerberos_auth -k \(realm?.serviceKeys ?? "") -s \
                \(KerberosRealm.service)

                """
            }
        return scheme + """
            http_port 127.0.0.1:\(port)
            hosts_file \(path)/hosts
            cache_log \(path)/cache.log
            access_log none
            pid_filename none
            coredump_dir \(path)
            cache deny all
            pinger_enable off
            visible_hostname squid.test
            acl forbidden dstdomain forbidden.test
            http_access deny forbidden
            \(login == .none ? "" : "acl known proxy_auth REQUIRED\nhttp_access deny !known")
            http_access allow all

            """
    }
}
