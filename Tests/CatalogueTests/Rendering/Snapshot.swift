import FoundationEssentials
import Testing

/// A text as it was when somebody looked at it last: a file in `Snapshots`.
///
/// With `RECORD_SNAPSHOTS=1` in the environment the files are written anew, for `git diff` to show.
enum Snapshot {
    private static let folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Snapshots").path()

    static func expect(_ text: String, is name: String, _ place: SourceLocation = #_sourceLocation) throws {
        let path = folder + "/" + name
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] != nil {
            try Data(text.utf8).write(to: URL(filePath: path))
        }
        let expected = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        #expect(text == expected, "\(name)", sourceLocation: place)
    }
}
