package import ApiClients
import FoundationEssentials
import Glibc
import JSONTape
import Synchronization
package import SystemFiles
import TerminalText

/// `--trace-har FILE`: an HTTP archive that is complete after each entry, so that a crash leaves one that opens.
///
/// Keys, cookies and the queries of pre-signed addresses are not in it; the file is readable to its owner alone.
package final class HarFile: Sendable {
    private struct State {
        /// Where the closing brackets begin.
        var end: off_t
        var isEmpty = true
    }

    /// Why a file cannot be written.
    package struct Unwritable: Error, CustomStringConvertible {
        package let path: String
        package let error: SystemError
        package var description: String { "cannot write \(path): \(error.words)" }
    }

    private static let tail = "\n]}}\n"
    private let descriptor: Int32
    private let secrets: SecretRegistry
    private let time: TimeSource
    private let state: Mutex<State>

    /// Begins an archive in the place of what the file held.
    ///
    /// - Throws: ``Unwritable``
    package init(_ path: String, version: String, secrets: SecretRegistry, time: TimeSource = .system) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        // One that was there before keeps its mode otherwise.
        guard descriptor >= 0, fchmod(descriptor, 0o600) == 0 else {
            throw Unwritable(path: path, error: SystemError())
        }
        let head =
            #"{"log":{"version":"1.2","creator":{"name":"govscript","version":"\#(version)"},"pages":[],"entries":["#
        self.secrets = secrets
        self.time = time
        state = Mutex(State(end: off_t(head.utf8.count)))
        Self.write(head + Self.tail, at: 0, to: descriptor)
    }

    deinit {
        close(descriptor)
    }

    /// For ``ClientEnvironment/observer``.
    package func note(_ attempt: Attempt) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        // What cannot be encoded is not worth ending the script for.
        guard let json = try? encoder.encode(HarEntry(attempt, end: time.date())) else { return }
        let entry = JSONText.escaping(secrets.redact(String(decoding: json, as: UTF8.self))) { $0.isInvisible }
        state.withLock { state in
            let text = (state.isEmpty ? "\n" : ",\n") + entry
            // In one piece over the closing brackets, with new ones after it.
            Self.write(text + Self.tail, at: state.end, to: descriptor)
            state.end += off_t(text.utf8.count)
            state.isEmpty = false
        }
    }

    private static func write(_ text: String, at offset: off_t, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            // A full disk must not end the script.
            try? FileBytes.write(UnsafeRawBufferPointer(bytes), to: descriptor, at: Int64(offset))
        }
    }
}
