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
    var port: Int
    /// A random text that only this server answers.
    var mark: String
    var goUrl: String
    var goKey: String
    var forsgUrl: String
    var forsgKey: String
    var datagovUrl: String
    var datagovKey: String
    /// How the server misbehaves, as it was asked for; empty for not at all.
    var faults: String

    init(_ access: EmulatorAccess, mark: String, faults: String, command: String) {
        pid = getpid()
        self.command = command
        port = access.port
        self.mark = mark
        (goUrl, goKey) = (access.goUrl, access.goKey)
        (forsgUrl, forsgKey) = (access.forsgUrl, access.forsgKey)
        (datagovUrl, datagovKey) = (access.datagovUrl, access.datagovKey)
        self.faults = faults
    }

    /// The keys of the services.
    var keys: [Service: Secret] {
        [.go: Secret(goKey), .forsg: Secret(forsgKey), .datagov: Secret(datagovKey)]
    }

    /// A profile with the server's addresses.
    func profile(_ profile: Profile) -> Profile {
        var profile = profile
        profile[.go].url = goUrl
        profile[.forsg].url = forsgUrl
        profile[.datagov].url = datagovUrl
        return profile
    }

    /// Whether its server is there.
    func isServed() async -> Bool {
        let http = HTTPTransport()
        let url = "http://127.0.0.1:\(port)\(EmulatorConfiguration.markPath)"
        let answer = try? await http.transport.send(HTTPRequest(.get, url, timeout: .seconds(2)))
        await http.shutdown()
        return answer?.status == 200 && answer.map { String(decoding: $0.body, as: UTF8.self) } == mark
    }

    /// What stands in a file; nil if there is none, or if it cannot be understood.
    static func read(_ path: String) -> SandboxNotice? {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
        return try? JSONDecoder().decode(Self.self, from: data)
    }

    /// Writes it so that nobody reads a half of it.
    ///
    /// - Throws: ``EmulatorError`` with the system's words.
    func write(_ path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
        let draft = "\(path).\(getpid())"
        _ = unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw EmulatorError.file(draft, SystemError().description) }
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
            throw EmulatorError.file(path, error.description)
        }
    }
}
