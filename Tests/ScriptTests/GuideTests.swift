import Catalogue
import FoundationEssentials
import ScriptModules
import TestSupport
import Testing

/// The guide says what is.
struct GuideTests {
    private static let repository = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path()
    private static let folder = repository + "/docs/guide"

    static let pages = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()

    private static func text(_ page: String) throws -> String {
        try String(contentsOfFile: folder + "/" + page, encoding: .utf8)
    }

    @Test func thereArePages() {
        #expect(Self.pages.count >= 7)
    }

    @Test(arguments: pages)
    func itsLinksLeadSomewhere(_ page: String) throws {
        for part in try Self.text(page).split(separator: "](").dropFirst() {
            let target = String(part.prefix { $0 != ")" && $0 != "#" })
            guard !target.hasPrefix("https://") else { continue }
            #expect(FileManager.default.fileExists(atPath: Self.folder + "/" + target), "\(page): \(target)")
        }
    }

    @Test(arguments: pages)
    func itsLuaIsClean(_ page: String) async throws {
        let scratch = ScratchFolder()
        _ = try await Command.run(["init"], in: scratch.path)
        let blocks = try Self.text(page).components(after: "```lua\n", before: "```")
        for (index, block) in blocks.enumerated() { try scratch.file("block\(index).lua", block) }
        let result = try await ChildProcess(
            "/usr/bin/luacheck", ["--no-color", "."], in: scratch.path, environment: ["PATH": "/usr/bin:/bin"]
        ).runAside()
        #expect(result.output.contains("0 warnings / 0 errors in \(blocks.count + 2) files"), "\(result.output)")
    }

    @Test(arguments: ExampleTests.names)
    func everyExampleIsARecipeWithItsUsageAndOutput(_ name: String) throws {
        let recipes = try Self.text("recipes.md")
        let script = try String(contentsOfFile: ExampleTests.folder + "/" + name, encoding: .utf8)
        let usage = try #require(script.components(after: "--- usage:  ", before: "\n").first)
        let output = try #require(script.components(after: "--- output: ", before: "\n").first)
        #expect(recipes.contains("```usage\n$ \(usage)\n\(output)\n```"), "\(name)")
    }

    @Test func everyErrorKindHasItsSection() throws {
        let page = try Self.text("troubleshooting.md")
        for kind in ErrorKind.allCases { #expect(page.contains("\n## \(kind.rawValue)\n"), "\(kind.rawValue)") }
    }
}

extension String {
    /// The texts between two marks.
    fileprivate func components(after start: String, before end: String) -> [String] {
        ("\n" + self).split(separator: start, omittingEmptySubsequences: false).dropFirst().map { part in
            String(part[..<(part.firstRange(of: end)?.lowerBound ?? part.endIndex)])
        }
    }
}
