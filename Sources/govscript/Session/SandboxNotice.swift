import ApiClients
import ApiEmulator
import FoundationEssentials
import Glibc
import Settings
import SystemFiles

/// Which process serves the sandbox, and where, so that others can find it.
///
/// It stands in `sandbox/serving.json`, with mode 0600 because of the keys. What it says is believed only when the
/// server answers with the same mark: the one who wrote it may have been killed, and its port may be another's by now.
struct SandboxNotice: Codable, Equatable {
    var pid: Int32
    /// What the process does, in words: `govscript repl`.
    var command: String
    var access: EmulatorAccess
    /// A random text that only this server answers.
    var mark: String
    /// How the server misbehaves, as it was asked for; empty for not at all.
    var faults: String

    init(_ access: EmulatorAccess, mark: String, faults: String, command: String) {
        pid = getpid()
        self.command = command
        self.access = access
        self.mark = mark
        self.faults = faults
    }

    /// The keys of the services.
    var keys: [KeyName: Secret] {
        [
            .go: Secret(access.goKey), .forsg: Secret(access.forsgKey), .datagov: Secret(access.datagovKey),
            .datagovPublic: Secret(access.publicKey),
        ]
    }

    /// A profile with the server's addresses.
    func profile(_ profile: Profile) -> Profile {
        var profile = profile
        profile[.go].url = access.goUrl
        profile[.forsg].url = access.forsgUrl
        profile[.datagov].url = access.datagovUrl
        profile[.datagov].publicTier = .production
        return profile
    }

    /// Whether its server is there.
    func isServed() async -> Bool {
        let http = HTTPTransport()
        let url = access.root + EmulatorConfiguration.markPath
        let answer = try? await http.transport.send(HTTPRequest(.get, url, timeout: .seconds(2)))
        await http.shutdown()
        return answer?.status == 200 && answer.map { String(decoding: $0.body, as: UTF8.self) } == mark
    }

    /// What stands in a file; nil if there is none, or if it cannot be understood.
    static func read(_ path: String) -> SandboxNotice? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return try? JSONDecoder().decode(Self.self, from: data)
    }

    /// Writes it whole: no reader sees half of it.
    ///
    /// - Throws: ``EmulatorError`` with the system's words.
    func write(_ path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
        let draft = "\(path).\(getpid())"
        _ = unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw EmulatorError.file(draft, SystemError()) }
        do throws(SystemError) {
            do throws(SystemError) {
                try FileBytes.write(text, to: descriptor)
            } catch {
                close(descriptor)
                throw error
            }
            guard close(descriptor) == 0, rename(draft, path) == 0 else { throw SystemError() }
        } catch {
            _ = unlink(draft)
            throw EmulatorError.file(path, error)
        }
    }
}
