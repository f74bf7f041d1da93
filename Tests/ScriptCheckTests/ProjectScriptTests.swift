import Foundation
import LuaBridge
import TestSupport
import Testing

@testable import ScriptCheck

/// The project's own Lua files.
struct ProjectScriptTests {
    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func scripts(below folders: String...) throws -> [(name: String, text: [UInt8])] {
        try folders.flatMap { folder in
            let names = try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path())
            return try names.filter { $0.hasSuffix(".lua") }.sorted().map {
                ("\(folder)/\($0)", [UInt8](try Data(contentsOf: root.appending(path: "\(folder)/\($0)"))))
            }
        }
    }

    @Test func everyOneIsRead() throws {
        let scripts = try Self.scripts(below: "scripts", "Sources", "Tests")
        #expect(scripts.count >= 13)
        for (name, text) in scripts {
            #expect(throws: Never.self, "\(name)") { try Parser.chunk(of: text) }
        }
    }

    /// Whatever becomes of a script when a piece is taken out or put elsewhere: what Lua takes is read.
    @Test func whatLuaTakesIsRead() async throws {
        let scripts = try Self.scripts(below: "scripts", "Tests", "Sources")
        let (taken, missed) = try await LuaThread.run {
            var random = SeededGenerator(seed: 7)
            let state = try LuaState()
            var taken = 0
            var missed: [String] = []
            for round in 0..<3000 {
                var text = scripts[round % scripts.count].text
                for _ in 0...Int.random(in: 0...1, using: &random) {
                    let start = Int.random(in: 0..<text.count, using: &random)
                    let end = min(text.count, start + Int.random(in: 0..<12, using: &random))
                    let piece = Array(text[start..<end])
                    if Bool.random(using: &random) { text.removeSubrange(start..<end) }
                    text.insert(contentsOf: piece, at: Int.random(in: 0...text.count, using: &random))
                }
                guard (try? state.checkSyntax(of: text, name: "=a")) != nil else { continue }
                taken += 1
                do { _ = try Parser.chunk(of: text) } catch {
                    missed.append("\(error): \(String(decoding: text, as: UTF8.self))")
                }
            }
            return (taken, missed)
        }
        #expect(taken > 300)
        #expect(missed == [])
    }
}
