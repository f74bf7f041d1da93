import Foundation

/// The repository that these tests are part of.
enum Repository {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every text file but what git and the builds keep for themselves.
    static let files: [SourceFile] = {
        let prefix = root.path(percentEncoded: false) + (root.hasDirectoryPath ? "" : "/")
        let keys: Set<URLResourceKey> = [.isRegularFileKey]
        var files: [SourceFile] = []
        let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: Array(keys))
        while let url = walk?.nextObject() as? URL {
            let name = url.lastPathComponent
            if name == ".git" || name == ".build" || name.hasPrefix(".build-") {
                walk?.skipDescendants()
            } else if (try? url.resourceValues(forKeys: keys))?.isRegularFile == true,
                let text = try? String(contentsOf: url, encoding: .utf8)
            {
                files.append(
                    SourceFile(path: String(url.path(percentEncoded: false).dropFirst(prefix.count)), text: text))
            }
        }
        return files.sorted { $0.path < $1.path }
    }()
}
