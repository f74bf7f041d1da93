import Foundation
import WireSupport

/// A Kerberos realm of its own on loopback, with one user, who has a ticket, and one proxy.
final class KerberosRealm {
    static let service = "HTTP/localhost@WIRE.TEST"

    /// Why there can be none here; nil if there can.
    static let obstacle: String? = {
        let programs = [
            "/usr/sbin/krb5kdc", "/usr/sbin/kdb5_util", "/usr/sbin/kadmin.local", "/usr/bin/kinit",
            "/usr/lib/squid/negotiate_kerberos_auth",
        ]
        let missing = programs.first { !FileManager.default.isExecutableFile(atPath: $0) }
        return missing.map { "\($0) is not installed" }
    }()

    private let folder: URL
    private let process = Process()

    init() async throws {
        // A port that was free a moment ago: the server cannot be asked which one it was given.
        let place = ScriptedServer(listens: false) { _ in }
        let port = place.port
        place.stop()
        folder = FileManager.default.temporaryDirectory.appending(path: "wire-realm-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let path = folder.path()
        try NetworkNamespaces.shell(
            """
            set -e; umask 022; cd '\(path)'
            cat > krb5.conf <<'END'
            [libdefaults]
            default_realm = WIRE.TEST
            dns_lookup_kdc = false
            dns_lookup_realm = false
            dns_canonicalize_hostname = false
            rdns = false
            [realms]
            WIRE.TEST = {
                kdc = 127.0.0.1:\(port)
            }
            [domain_realm]
            localhost = WIRE.TEST
            END
            cat > kdc.conf <<'END'
            [kdcdefaults]
            kdc_listen = 127.0.0.1:\(port)
            kdc_tcp_listen = 127.0.0.1:\(port)
            [realms]
            WIRE.TEST = {
                database_name = \(path)/principal
                key_stash_file = \(path)/stash
                acl_file = \(path)/acl
            }
            [logging]
            kdc = FILE:\(path)/kdc.log
            END
            export KRB5_CONFIG=krb5.conf KRB5_KDC_PROFILE=kdc.conf
            kdb5_util create -s -r WIRE.TEST -P master
            kadmin.local -q 'addprinc -randkey anne'
            kadmin.local -q 'addprinc -randkey \(Self.service)'
            kadmin.local -q 'ktadd -k user.keys anne'
            kadmin.local -q 'ktadd -k service.keys \(Self.service)'
            chmod 644 service.keys
            """)
        process.executableURL = URL(filePath: "/usr/sbin/krb5kdc")
        process.arguments = ["-n"]
        process.environment = variables.merging(["KRB5_KDC_PROFILE": "\(path)/kdc.conf"]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        try await process.wait(for: "commencing operation", in: folder.appending(path: "kdc.log"))
        try NetworkNamespaces.shell(
            "cd '\(path)' && KRB5_CONFIG=krb5.conf kinit -c 'FILE:\(path)/tickets' -k -t user.keys anne")
    }

    deinit {
        if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        try? FileManager.default.removeItem(at: folder)
    }

    /// What tells a process of the realm and of the user's ticket.
    var variables: [String: String] {
        let path = folder.path()
        return [
            "KRB5_CONFIG": "\(path)/krb5.conf", "KRB5CCNAME": "FILE:\(path)/tickets", "KRB5RCACHENAME": "none:",
        ]
    }

    /// The file of the proxy's keys.
    var serviceKeys: String { "\(folder.path())/service.keys" }
}
