import CEdit
import Glibc

// Waiting for the next key, and all that may come instead of it.
extension LineEditor {
    private static let pasteBegins = Array("\u{1B}[200~".utf8)
    private static let pasteEnds = Array("\u{1B}[201~".utf8)

    /// libedit's question for the next character: 1 with a character, 0 or -1 when there is none.
    func nextCharacter(into character: UnsafeMutablePointer<wchar_t>) -> Int32 {
        if let draft {
            self.draft = nil
            redraw {
                insert(draft.before + draft.after)
                cedit_move(editor, -Int32(draft.after.unicodeScalars.count))
            }
        }
        while true {
            guard let byte = nextByte() else { return interruption == nil ? 0 : -1 }
            let isRepeated = hasOpenedCall && byte == UInt8(ascii: "(")
            hasOpenedCall = false
            // Swallow a `(` typed right after completion has inserted one.
            if isRepeated { continue }
            switch byte {
            case 0x03: return interrupt()
            case 0x1A: suspend()
            case 0x1B where begins(with: Self.pasteBegins): paste()
            case 0x80...:
                guard let scalar = decode(byte) else { continue }
                character.pointee = wchar_t(scalar.value)
                return 1
            default:
                character.pointee = wchar_t(byte)
                return 1
            }
        }
    }

    /// Throws the line away, at any point of its editing.
    private func interrupt() -> Int32 {
        goBelowLine(saying: "^C")
        interruption = .answer(.interrupted)
        return -1
    }

    private func suspend() {
        goBelowLine(saying: "")
        cedit_prepare_terminal(editor, 0)
        screen.send(Array("\u{1B}[?2004l".utf8))
        signals.stopProcess()
        resume()
    }

    /// Takes the terminal again, whose modes a shell may have changed.
    private func resume() {
        cedit_prepare_terminal(editor, 0)
        cedit_prepare_terminal(editor, 1)
        screen.send(Array("\r\u{1B}[2K\u{1B}[?2004h".utf8))
        cedit_refresh(editor)
    }

    /// The next byte that was typed; nil at the end, or when there is a reason to end.
    private func nextByte() -> UInt8? {
        if !keys.isEmpty { return keys.removeFirst() }
        while true {
            switch wait(milliseconds: -1) {
            case .key:
                var byte: UInt8 = 0
                let count = Glibc.read(screen.input, &byte, 1)
                if count == 1 { return byte }
                if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
                return nil
            case .wake:
                guard attend() else { return nil }
            case .nothing: continue
            }
        }
    }

    private enum Event {
        case key, wake, nothing
    }

    private func wait(milliseconds: Int32) -> Event {
        var sources = [
            pollfd(fd: screen.pipe.readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: screen.input, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&sources, 2, milliseconds) > 0 else { return .nothing }
        return sources[0].revents != 0 ? .wake : .key
    }

    /// Does what the editor was woken for; false if the line cannot continue.
    private func attend() -> Bool {
        for signal in screen.pipe.takeSignals() {
            switch signal {
            case SIGWINCH:
                redraw { cedit_resize(editor) }
            case SIGCONT: resume()
            case SIGTSTP: suspend()
            case SIGINT:
                _ = interrupt()
                return false
            case SIGQUIT: break
            default:
                goBelowLine(saying: "")
                interruption = .answer(.terminated(signal: signal))
                return false
            }
        }
        let lines = screen.takePending()
        if !lines.isEmpty {
            redraw { screen.send(lines) }
        }
        if screen.isClosed {
            goBelowLine(saying: "")
            interruption = .answer(.ended)
            return false
        }
        if screen.hasQuestion, !isAsking {
            let (before, after) = line
            screen.send(Array(erasure.utf8))
            interruption = .question(Draft(before: before, after: after))
            return false
        }
        return true
    }

    /// Whether the bytes after an ESC that was just read complete `sequence`; if not they are kept as keys.
    private func begins(with sequence: [UInt8]) -> Bool {
        var read = [sequence[0]]
        while read.count < sequence.count {
            // What a terminal sends for one key comes at once.
            guard let byte = nextByte(within: 25) else { break }
            read.append(byte)
            if byte != sequence[read.count - 1] { break }
        }
        if read == sequence { return true }
        keys = read.dropFirst() + keys
        return false
    }

    private func nextByte(within milliseconds: Int32) -> UInt8? {
        if !keys.isEmpty { return keys.removeFirst() }
        var source = pollfd(fd: screen.input, events: Int16(POLLIN), revents: 0)
        var byte: UInt8 = 0
        guard poll(&source, 1, milliseconds) > 0, Glibc.read(screen.input, &byte, 1) == 1 else { return nil }
        return byte
    }

    /// Puts what was pasted into the line as it is, line breaks included: nothing of it is run before Return.
    private func paste() {
        var bytes: [UInt8] = []
        // A terminal that breaks off in the middle must not hold the keyboard for ever.
        while let byte = nextByte(within: 2_000) {
            bytes.append(byte)
            if byte == UInt8(ascii: "~"), bytes.suffix(Self.pasteEnds.count).elementsEqual(Self.pasteEnds) {
                bytes.removeLast(Self.pasteEnds.count)
                break
            }
        }
        var text = String(decoding: bytes, as: UTF8.self).replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        text.unicodeScalars.removeAll { $0 != "\n" && $0 != "\t" && ($0.value < 0x20 || $0.value == 0x7F) }
        while text.hasSuffix("\n") { text.removeLast() }
        redraw { insert(text) }
    }

    /// The character that begins with `first`; nil, and nothing is kept of it, where it is not UTF-8.
    private func decode(_ first: UInt8) -> Unicode.Scalar? {
        let count = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        var bytes = [first]
        while bytes.count < count, let byte = nextByte(within: 25) {
            guard byte & 0xC0 == 0x80 else {
                keys.insert(byte, at: 0)
                return nil
            }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)?.unicodeScalars.first
    }
}
