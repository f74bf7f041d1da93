import Catalogue
import FoundationEssentials
import Glibc
import SystemFiles
import TerminalText

/// Files that the command itself reads.
enum InputFile {
    struct Unreadable: Error {
        var path: String
        var error: SystemError
        var hint: String?
        var reason: String { error.description }
    }

    /// - Throws: ``Unreadable``
    static func contents(of path: String) throws -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let error = SystemError()
            let hint = error.number == ENOENT ? nearest(to: path) : nil
            throw Unreadable(path: path, error: error, hint: hint)
        }
        defer { close(descriptor) }
        return try contents(of: descriptor, name: path)
    }

    /// What may have been meant by a script that does not exist: a command, or a file beside it with a similar name.
    private static func nearest(to path: String) -> String? {
        if path == "version" { return "Did you mean 'govscript --version'?" }
        if !path.contains("/"), !path.contains("."), let command = Govscript.commandNames.nearest(to: path) {
            return "Did you mean the command 'govscript \(command)'?"
        }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let name = String(path.dropFirst(folder.count))
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        let scripts = names.filter { $0.hasSuffix(".lua") }
        if scripts.contains(name + ".lua") { return "Did you mean \(folder)\(name).lua?" }
        return scripts.nearest(to: name).map { "Did you mean \(folder)\($0)?" }
    }

    static func standardInput() throws -> [UInt8] {
        try contents(of: STDIN_FILENO, name: "standard input")
    }

    private static func contents(of descriptor: Int32, name: String) throws -> [UInt8] {
        do throws(SystemError) {
            return try FileBytes.all(of: descriptor)
        } catch {
            throw Unreadable(path: name, error: error)
        }
    }
}
