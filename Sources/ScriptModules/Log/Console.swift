public import ApiClients
import Glibc
import Synchronization

/// Standard error: log lines and, on a terminal, one live line below them that they do not tear.
public final class Console: Sendable {
    private struct State {
        var live = ""
    }

    private let descriptor: Int32
    /// Where lines go instead of the descriptor.
    private let screen: (@Sendable (String) -> Void)?
    private let secrets: SecretRegistry
    /// Whether a person watches.
    public let isTerminal: Bool
    private let state = Mutex(State())

    /// - Parameters:
    ///   - descriptor: Where to write; standard error.
    ///   - secrets: What is never written, whoever says it.
    public init(descriptor: Int32 = 2, secrets: SecretRegistry = SecretRegistry()) {
        self.descriptor = descriptor
        self.secrets = secrets
        screen = nil
        isTerminal = isatty(descriptor) == 1
    }

    /// A console whose lines somebody else puts on the screen, and whose live line is asked for.
    public init(secrets: SecretRegistry, screen: @escaping @Sendable (String) -> Void) {
        descriptor = 2
        self.secrets = secrets
        self.screen = screen
        isTerminal = true
    }

    /// The live line; empty without one.
    public var liveLine: String { state.withLock { $0.live } }

    /// Writes a line above the live one.
    public func line(_ text: String) {
        // What a script printed before must not come after what it logs now.
        fflush(nil)
        let text = secrets.redact(text)
        if let screen { return screen(text) }
        state.withLock { state in
            write(erasing(state) + text + "\n" + state.live)
        }
    }

    /// Replaces the live line; an empty one removes it. Does nothing where nobody watches.
    public func live(_ text: String) {
        guard isTerminal else { return }
        fflush(nil)
        let text = secrets.redact(text)
        state.withLock { state in
            let erased = erasing(state)
            state.live = String(text.prefix(columns - 1))
            guard screen == nil else { return }
            write(erased + state.live)
        }
    }

    /// The terminal's width.
    public var columns: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    private func erasing(_ state: borrowing State) -> String {
        state.live.isEmpty ? "" : "\r\u{1B}[2K"
    }

    private func write(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, !rest.isEmpty {
                let written = Glibc.write(descriptor, start, rest.count)
                if written < 0 && errno == EINTR { continue }
                // Nobody reads standard error any more: there is no one to tell.
                if written <= 0 { return }
                rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(written))
            }
        }
    }
}
