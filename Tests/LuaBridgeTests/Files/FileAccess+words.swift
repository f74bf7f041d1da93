@testable import LuaBridge
import Glibc

extension FileAccess {
    /// What the file holds, or the words of the refusal.
    func reading(_ path: String) -> String {
        words { () throws(FileAccessError) in
            let file = try open(path, for: .read)
            var bytes = [UInt8](repeating: 0, count: 1000)
            let count = read(file.descriptor, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
    }

    /// "written", or the words of the refusal.
    func writing(_ path: String, _ text: String = "new", for mode: FileOpenMode = .write) -> String {
        words { () throws(FileAccessError) in
            let file = try open(path, for: mode)
            return Array(text.utf8).withUnsafeBytes { file.write($0) } == nil ? "written" : "not written"
        }
    }

    func words(_ action: () throws(FileAccessError) -> String) -> String {
        do { return try action() } catch { return error.description }
    }
}
