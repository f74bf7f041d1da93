import Foundation
import TestSupport

/// What `Package.swift` says, as the package manager reads it.
struct PackageManifest: Decodable {
    struct Target: Decodable {
        enum Kind: String, Decodable {
            case regular, executable, system, test, plugin, macro, binary
        }

        var name: String
        var type: Kind
        var dependencies: [Dependency]
        /// Where its sources are, if not where its name says.
        var path: String?

        /// Names of targets and of products; a product is called like the module that it holds.
        var imports: Set<String> { Set(dependencies.map(\.name)) }

        var folder: String { path ?? (type == .test ? "Tests/" : "Sources/") + name }

        /// Test code may use any layer; among it are the programs that tests start.
        var isOfTests: Bool { folder.hasPrefix("Tests/") }
    }

    /// `{"byName": ["CLua", null]}` or `{"product": ["NIOCore", "swift-nio", null, null]}`.
    struct Dependency: Decodable {
        var name: String

        init(_ name: String) {
            self.name = name
        }

        init(from decoder: any Decoder) throws {
            guard let name = try [String: [Part]](from: decoder).values.first?.first?.text else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a dependency without a name"))
            }
            self.name = name
        }

        /// A name, or something about it (a condition, module aliases) that does not matter here.
        private struct Part: Decodable {
            var text: String?

            init(from decoder: any Decoder) throws {
                text = try? decoder.singleValueContainer().decode(String.self)
            }
        }
    }

    var targets: [Target]

    /// Has the package manager read a manifest, which takes about a second.
    ///
    /// It works in a scratch folder of its own: `swift test`, which runs this, may have locked the build folder.
    static func read(at root: URL) throws -> PackageManifest {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "govscript-layering-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let words = [
            "swift", "package", "--package-path", root.path(percentEncoded: false),
            "--scratch-path", scratch.path(percentEncoded: false), "dump-package",
        ]
        let result = try ChildProcess("/usr/bin/env", words, environment: ProcessInfo.processInfo.environment).run()
        guard result.status == 0 else { throw Unreadable(status: result.status) }
        let json = Data(result.output.utf8)
        return try JSONDecoder().decode(PackageManifest.self, from: json)
    }

    struct Unreadable: Error, CustomStringConvertible {
        var status: Int32
        var description: String { "'swift package dump-package' ended with status \(status)" }
    }
}
