import Foundation

/// A file that is removed with its last owner.
package final class TestFile: Sendable {
    package let path: String

    package init(_ content: [UInt8] = []) {
        path = FileManager.default.temporaryDirectory.appending(path: "wire-\(UUID().uuidString)").path()
        _ = FileManager.default.createFile(atPath: path, contents: Data(content))
    }

    deinit { unlink(path) }

    package var content: [UInt8] { FileManager.default.contents(atPath: path).map { Array($0) } ?? [] }
}
