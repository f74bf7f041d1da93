import FoundationEssentials
import Glibc

/// A folder of real files that is removed when the test ends.
public final class ScratchFolder: Sendable {
    public let path: String

    public init(in parent: String = "/tmp") {
        var template = Array("\(parent)/files-XXXXXX".utf8CString)
        path = mkdtemp(&template).map { String(cString: $0) } ?? "/nonexistent"
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Removes all that is in it.
    public func clear() {
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

    public func callAsFunction(_ name: String) -> String { path + "/" + name }

    @discardableResult
    public func folder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(atPath: self(name), withIntermediateDirectories: true)
        return self(name)
    }

    @discardableResult
    public func file(_ name: String, _ text: String = "") throws -> String {
        try Data(text.utf8).write(to: URL(filePath: self(name)))
        return self(name)
    }

    public func link(_ name: String, to target: String) {
        symlink(target, self(name))
    }

    public func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: self(name))), as: UTF8.self)
    }

    public func names(in folder: String = ".") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self(folder)).sorted()
    }
}
