import Glibc

/// Why a terminal cannot be read from.
public struct LineEditorError: Error, CustomStringConvertible {
    public let description: String

    /// - Parameter what: What was tried; the system's reason is added.
    init(_ what: String) {
        description = "\(what): \(String(cString: strerror(errno)))"
    }

    init(plain description: String) {
        self.description = description
    }
}
