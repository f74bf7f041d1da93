package import LuaBridge
import Synchronization
package import SystemFiles

/// The values of a file that has one JSON text a line.
///
/// Blank lines are skipped; lines end with LF or CRLF. Holds one line and a chunk of the file.
package final class JSONLines: Sendable {
    /// Bytes that are read at once.
    private static let chunk = 64 << 10
    /// Bytes of the longest line.
    private static let longest = 64 << 20

    private struct State: ~Copyable {
        var file: UnpackedFile
        /// What was read and not yet given.
        var buffer: [UInt8] = []
        /// Where in the buffer the next line begins.
        var start = 0
        /// How much of the rest of the buffer has no line end.
        var scanned = 0
        var line = 0
        var isAtEnd = false
        var hold: LuaMemoryHold
    }

    private let path: String
    private let state: Mutex<State>

    package init(_ path: String, in files: FileAccess, memory: LuaMemory?) throws {
        self.path = path
        let opened = try files.open(path, for: .read)
        let file: UnpackedFile
        do throws(GzipFault) {
            file = try UnpackedFile(opened)
        } catch {
            throw JSONLineError(file: path, line: 1, message: error.words)
        }
        var hold = LuaMemoryHold(memory)
        try hold.add(file.held)
        state = Mutex(State(file: file, hold: hold))
    }

    /// Pushes the next value and its place, `links.jsonl:12`, or nil.
    package func push(_ call: borrowing LuaCall) throws -> LuaAnswer {
        // The lock is not held while the value is pushed: a push may collect garbage, whose finalisers are scripts'
        // functions and may ask for the next line.
        while let (line, number) = try state.withLock({ state in try next(&state) }) {
            guard line.contains(where: { !isBlank($0) }) else { continue }
            do { try line.withUnsafeBytes { try LuaJSON.push($0, onto: call) } } catch let error as JSONError {
                throw JSONLineError(file: path, line: number, error: error)
            }
            call.push("\(path):\(number)")
            return .pushed(2)
        }
        try call.push(.nil)
        return .pushed(1)
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private func next(_ state: inout State) throws -> (line: ArraySlice<UInt8>, number: Int)? {
        while true {
            let begin = state.start + state.scanned
            if let end = state.buffer[begin...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { (state.start, state.scanned) = (end + 1, 0) }
                state.line += 1
                return (state.buffer[state.start..<end], state.line)
            }
            state.scanned = state.buffer.count - state.start
            if state.isAtEnd {
                guard state.scanned > 0 else { return nil }
                defer { (state.start, state.scanned) = (state.buffer.count, 0) }
                state.line += 1
                return (state.buffer[state.start...], state.line)
            }
            try readMore(&state)
        }
    }

    private func readMore(_ state: inout State) throws {
        state.buffer.removeSubrange(..<state.start)
        state.start = 0
        guard state.buffer.count <= Self.longest else {
            let message = "the line is longer than \(Self.longest >> 20) MiB; is this file one JSON text a line?"
            throw JSONLineError(file: path, line: state.line + 1, message: message)
        }
        let count = state.buffer.count
        // The array doubles when it grows.
        let more = 2 * (count + Self.chunk) - state.hold.count
        if more > 0 { try state.hold.add(more) }
        state.buffer.append(contentsOf: repeatElement(0, count: Self.chunk))
        var (got, fault) = (0, GzipFault?.none)
        do throws(GzipFault) {
            got = try state.file.read(into: &state.buffer, from: count)
        } catch {
            fault = error
        }
        if let fault {
            let failure = fault == .system ? SystemError() : nil
            let words = failure.map { "\(fault.words): \($0.words)" } ?? "\(fault.words), from about here on"
            throw JSONLineError(file: path, line: state.line + 1, message: words, failure: failure)
        }
        state.isAtEnd = got == 0
        state.buffer.removeLast(Self.chunk - got)
    }
}

/// What is wrong with a line of a file of JSON texts: `links.jsonl:12: column 8: ':' expected near '2'`.
package struct JSONLineError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The file's name as it was given.
    package let file: String
    /// Counted from 1.
    package let line: Int
    /// Without the place.
    package let message: String
    /// Why the file could not be read, where that is the reason.
    package let failure: SystemError?

    init(file: String, line: Int, message: String, failure: SystemError? = nil) {
        self.file = file
        self.line = line
        self.message = message
        self.failure = failure
    }

    init(file: String, line: Int, error: JSONError) {
        // The text is one line, so that its own line number is always 1.
        let column = if case .position(_, let column) = error.place { "column \(column): " } else { "" }
        self.init(file: file, line: line, message: column + error.message)
    }

    /// One line, `file:line: message`.
    package var description: String { "\(file):\(line): \(message)" }
}
