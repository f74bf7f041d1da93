import Foundation

/// The inputs that are kept for one target, `Fuzz/Corpus/NAME`, and the words of its dictionary.
struct Corpus: Sendable {
    var inputs: [[UInt8]]
    var words: [[UInt8]]

    init(_ name: String) throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder = root.appending(path: "Fuzz/Corpus/\(name)")
        inputs = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .sorted { $0.path < $1.path }.map { Array(try Data(contentsOf: $0)) }
        let dictionary = try? String(
            contentsOf: root.appending(path: "Fuzz/Dictionaries/\(name).dict"), encoding: .utf8)
        // Escapes are left as they are: any bytes will do here.
        words = (dictionary ?? "").split(separator: "\n").compactMap { line in
            line.hasPrefix("\"") && line.hasSuffix("\"") ? Array(line.dropFirst().dropLast().utf8) : nil
        }
    }

    /// Keeps an input that may be the last one, where that is wished for.
    static func note(_ input: [UInt8]) {
        guard let path = ProcessInfo.processInfo.environment["GOVSCRIPT_FUZZ_INPUT"] else { return }
        try? Data(input).write(to: URL(filePath: path))
    }
}
