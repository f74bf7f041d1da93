import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// The examples that write, under what happens to them: kills at each step boundary, a second start, an empty input.
struct ExampleEventTests {
    static let writing = ["append.lua", "move.lua", "publish_folder.lua", "repoint.lua", "retire.lua", "shorten.lua"]

    private func serving(
        _ name: String, files: [String: String]? = nil,
        _ body:
            @Sendable (EmulatorServer, @Sendable ([String: String]) async throws -> ChildProcess.Result) async throws
            -> Void
    ) async throws {
        let setting = try #require(ExampleTests.settings[name])
        let scratch = ScratchFolder()
        for (path, text) in files ?? setting.files {
            try scratch.folder(String(path.split(separator: "/").dropLast().joined(separator: "/")))
            try scratch.file(path, text)
        }
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        configuration.links = files == nil ? setting.links : []
        try await EmulatorServer.serving(configuration) { server, access in
            try await body(server) { variables in
                try await Command.run(
                    ["run", ExampleTests.folder + "/" + name] + setting.words, in: scratch.path,
                    environment: access.variables.merging(["GOVSCRIPT_APPEND_SETTLE": "2"]) { $1 }
                        .merging(variables) { $1 })
            }
        }
    }

    @Test(arguments: writing, ["intended:1", "answered:1", "recorded:1", "answered:2"])
    func goesOnAfterAKill(_ name: String, _ point: String) async throws {
        try await serving(name) { server, start in
            let killed = try await start(["GOVSCRIPT_CRASH": point])
            #expect([0, 137].contains(killed.status))
            let last = try await start([:])
            #expect(last.status == 0, "\(last.errors)")
            let again = try await start([:])
            #expect(again.status == 0, "\(again.errors)")
            let targets = server.ledger.creates.map { "\($0.longUrl)" }
            #expect(Set(targets).count == targets.count, "no link is made twice")
            let files = server.ledger.uploads.map(\.md5)
            #expect(Set(files).count == files.count, "no file is sent twice")
        }
    }

    @Test(arguments: [
        ("shorten.lua", ["links.csv": "url,slug\n"]), ("publish_folder.lua", ["out/notes.csv": "x\n"]),
        ("retire.lua", [:]), ("repoint.lua", [:]), ("move.lua", [:]),
    ])
    func anEmptyInputIsNoError(_ name: String, _ files: [String: String]) async throws {
        try await serving(name, files: files) { server, start in
            let result = try await start([:])
            #expect(result.status == 0, "\(result.errors)")
            #expect(server.ledger.creates.isEmpty && server.ledger.uploads.isEmpty)
        }
    }
}
