import FoundationEssentials
import Glibc
import Synchronization

/// A small text file beside the journal that says up to which number the journal was flushed, and of which run it is.
///
/// It is written after each flush and never flushed itself, so that it can be behind the journal but not ahead: a
/// journal behind its mark has lost what a caller was told to be safe. SQLite alone would not notice, since it takes a
/// cut or damaged end of its log for the trace of a crash.
final class DurableMark: Sendable {
    struct Content {
        var number: Int64
        var isOpen: Bool
        var identity: OlderRunIdentity?
    }

    private struct State {
        var last: Int64
        /// -1 once it is closed.
        var descriptor: Int32
    }

    private let state: Mutex<State>

    /// Opens the mark, or makes it for this run.
    init(_ path: String, identity: RunIdentity) throws {
        let found = try Self.read(path)
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw JournalError(cannot: "open", path, errno: errno) }
        state = Mutex(State(last: found?.number ?? 0, descriptor: descriptor))
        if found?.identity?.identity != identity || found?.identity?.services != nil {
            let text = try Array(JSONEncoder().encode(identity)) + [UInt8(ascii: "\n")]
            guard pwrite(descriptor, text, text.count, Self.lineLength) == text.count,
                ftruncate(descriptor, off_t(Self.lineLength + text.count)) == 0
            else {
                throw JournalError(cannotWrite: path, errno: errno)
            }
        }
    }

    deinit { close() }

    /// Closes the file; what is said afterwards is dropped.
    func close() {
        state.withLock { state in
            if state.descriptor >= 0 { Glibc.close(state.descriptor) }
            state.descriptor = -1
        }
    }

    /// Says that all up to a number is safe; never fails, since the mark is a second line of defence only.
    func write(_ number: Int64, isOpen: Bool) {
        state.withLock { state in
            guard state.descriptor >= 0 else { return }
            state.last = max(state.last, number)
            let digits = String(state.last)
            let padded = String(repeating: "0", count: max(0, 20 - digits.count)) + digits
            let line = Array("\(padded) \(isOpen ? "running" : "stopped")\n".utf8)
            pwrite(state.descriptor, line, line.count, 0)
        }
    }

    /// The mark at a path; nil if there is none or if it cannot be read.
    static func read(_ path: String) throws -> Content? {
        guard case .file = try JournalPaths.kind(of: path), let data = FileManager.default.contents(atPath: path)
        else { return nil }
        let lines = data.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        let words = String(decoding: lines[0], as: UTF8.self).split(separator: " ")
        guard lines.count == 2, words.count == 2, let number = Int64(words[0]) else { return nil }
        let identity = try? JSONDecoder().decode(OlderRunIdentity.self, from: Data(lines[1]))
        return Content(number: number, isOpen: words[1] != "stopped", identity: identity)
    }

    private static let lineLength = 29
}
