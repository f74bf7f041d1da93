import Glibc

/// Why a terminal cannot be read from.
package struct LineEditorError: Error, CustomStringConvertible {
    package let description: String

    /// - Parameter what: What was tried; the system's reason is added.
    init(_ what: String) {
        description = "\(what): \(String(cString: strerror(errno)))"
    }

    init(plain description: String) {
        self.description = description
    }
}
