package import LuaBridge
import Synchronization

/// Finds what to do about errors of Lua's own, wherever they are met: uncaught, in an item of a run, in a task that
/// nothing waits for.
///
/// Knows the texts that messages name: the script, what was entered at a prompt, the files that a script requires.
package final class ErrorAdvisor: Sendable {
    private struct State {
        /// The texts of each name, the latest last; a prompt gives many of one name.
        var texts: [String: [[UInt8]]] = [:]
        /// Files that cannot be read.
        var missing: Set<String> = []
    }

    private let manual: @Sendable () -> Manual
    private let read: @Sendable (String) -> [UInt8]?
    private let state = Mutex(State())

    /// How many inputs of a prompt are remembered.
    private static let mostTexts = 200

    /// - Parameters:
    ///   - manual: Is made for the first error that there may be something to say about; most scripts have none.
    ///   - read: The text of a file that a message names; nil if the script may not read it.
    package init(
        _ manual: @escaping @autoclosure @Sendable () -> Manual,
        reading read: @escaping @Sendable (String) -> [UInt8]? = { _ in nil }
    ) {
        self.manual = manual
        self.read = read
    }

    /// Remembers a text that messages will call by this name.
    package func note(_ text: some Sequence<UInt8>, named name: String) {
        let text = Array(text)
        state.withLock { state in
            state.texts[name, default: []].append(text)
            if state.texts[name, default: []].count > Self.mostTexts { state.texts[name]?.removeFirst() }
        }
    }

    /// What to do about an error; nil if there is nothing to add to its message.
    package func hint(for error: LuaError) -> String? {
        let isSyntax = if case .syntax = error.kind { true } else { false }
        return hint(for: error.message, isSyntax: isSyntax)
    }

    /// What to do about a message that begins with its place, `job.lua:7: `.
    package func hint(for message: String, isSyntax: Bool = false) -> String? {
        guard let (name, number) = Self.place(of: message) else { return nil }
        let texts = texts(named: name)
        // A function of an earlier input fails in a later one: its line has the word that the message quotes.
        let word =
            message.quoted(after: "(field '") ?? message.quoted(after: "(global '")
            ?? message.quoted(after: "(method '")
        for text in texts.reversed() {
            if texts.count > 1, let word {
                let lines = text.split(
                    separator: UInt8(ascii: "\n"), maxSplits: number, omittingEmptySubsequences: false)
                guard lines.count >= number, String(decoding: lines[number - 1], as: UTF8.self).contains(word) else {
                    continue
                }
            }
            return ErrorAdvice(manual()).hint(for: message, isSyntax: isSyntax, named: name, in: text)
        }
        return nil
    }

    private func texts(named name: String) -> [[UInt8]] {
        let (known, isMissing) = state.withLock { ($0.texts[name], $0.missing.contains(name)) }
        if let known { return known }
        guard !isMissing else { return [] }
        guard let text = read(name) else {
            state.withLock { _ = $0.missing.insert(name) }
            return []
        }
        note(text, named: name)
        return [text]
    }

    /// The name and the line with which a message begins.
    private static func place(of message: String) -> (name: String, line: Int)? {
        var rest = message[...]
        var name = ""
        while let colon = rest.firstIndex(of: ":") {
            name += rest[..<colon]
            rest = rest[rest.index(after: colon)...]
            let digits = rest.prefix { $0.isNumber }
            if !digits.isEmpty, rest[digits.endIndex...].hasPrefix(": "), let line = Int(digits), line > 0 {
                return (name, line)
            }
            name += ":"
        }
        return nil
    }
}
