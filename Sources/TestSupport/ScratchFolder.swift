import FoundationEssentials
import Glibc

/// A folder of real files that is removed when the test ends.
package final class ScratchFolder: Sendable {
    package let path: String

    package init(in parent: String = "/tmp") {
        var template = Array("\(parent)/files-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Removes all that is in it.
    package func clear() {
        guard let folder = opendir(path) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name == "." || name == ".." || unlink(self(name)) == 0 { continue }
            try? FileManager.default.removeItem(atPath: self(name))
        }
    }

    package func callAsFunction(_ name: String) -> String { path + "/" + name }

    @discardableResult
    package func folder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
        return self(name)
    }

    @discardableResult
    package func file(_ name: String, _ text: String = "") throws -> String {
        try Data(text.utf8).write(to: URL(filePath: self(name)))
        return self(name)
    }

    package func link(_ name: String, to target: String) {
        symlink(target, self(name))
    }

    package func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: self(name))), as: UTF8.self)
    }

    package func names(in folder: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self(folder)).sorted()
    }
}
