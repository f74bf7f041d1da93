import Foundation
import Glibc

/// A terminal whose screen can be looked at: a tmux of the test's own.
package final class Screen {
    private let folder: String

    /// Runs a command line in a shell on a screen of this size.
    package init(_ command: String, columns: Int = 60, rows: Int = 16, environment: [String: String] = [:]) throws {
        var template = Array("/tmp/screen-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw ProgramOnTerminal.Unexpected(description: "no scratch folder") }
        folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let settings = environment.map { "\($0)='\($1)' " }.joined()
        try tmux(
            "-f", "/dev/null", "new-session", "-d", "-s", "s", "-x", "\(columns)", "-y", "\(rows)",
            "cd \(folder); export HOME=\(folder) \(settings); \(command)")
    }

    deinit {
        _ = try? tmux("kill-server")
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// A folder that is removed with the screen; the program's working directory.
    package var scratch: String { folder }

    @discardableResult
    private func tmux(_ words: String...) throws -> String {
        try Program.output(of: "/usr/bin/tmux", ["-u", "-S", folder + "/socket"] + words, scratch: folder)
    }

    /// Presses keys by tmux's names: `C-c`, `Up`, `Tab`; what is no name is typed.
    package func press(_ keys: String...) throws {
        for key in keys { try tmux("send-keys", "-t", "s", key) }
    }

    package func type(_ text: String) throws {
        try tmux("send-keys", "-t", "s", "-l", text)
    }

    /// Pastes as a terminal does, in brackets if the program asked for them.
    package func paste(_ text: String) throws {
        try tmux("set-buffer", text)
        try tmux("paste-buffer", "-p", "-t", "s")
    }

    package func resize(columns: Int, rows: Int) throws {
        try tmux("resize-window", "-t", "s", "-x", "\(columns)", "-y", "\(rows)")
    }

    /// The rows from the top to the last that is not empty, without the spaces at their ends.
    package func rows() throws -> [String] {
        var rows = try tmux("capture-pane", "-p", "-t", "s").split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0.reversed().drop { $0 == " " }.reversed()) }
        while rows.last == "" { rows.removeLast() }
        return rows
    }

    /// Waits until the last rows are these.
    package func expect(_ last: String..., seconds: Int = 30) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        var rows: [String] = []
        repeat {
            rows = try self.rows()
            if rows.suffix(last.count).elementsEqual(last) { return }
        } while ContinuousClock.now < end
        throw ProgramOnTerminal.Unexpected(
            description: "expected\n\(last.joined(separator: "\n"))\nat the end of\n\(rows.joined(separator: "\n"))")
    }

    /// Waits until the last row is of this form.
    package func expect(matching pattern: Regex<Substring>, seconds: Int = 30) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        var rows: [String] = []
        repeat {
            rows = try self.rows()
            if rows.last?.wholeMatch(of: pattern) != nil { return }
        } while ContinuousClock.now < end
        throw ProgramOnTerminal.Unexpected(description: "no such row at the end of\n\(rows.joined(separator: "\n"))")
    }

    /// Where the cursor is, from 0.
    package func cursor() throws -> (column: Int, row: Int)? {
        let words = try tmux("display-message", "-p", "-t", "s", "#{cursor_x} #{cursor_y}").split(separator: " ")
        guard words.count == 2, let column = Int(words[0]), let row = Int(words[1].prefix { $0.isNumber }) else {
            return nil
        }
        return (column, row)
    }
}
