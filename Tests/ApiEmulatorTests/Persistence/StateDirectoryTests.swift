import FoundationEssentials
import Glibc
import NIOHTTP1
import Testing

@testable import ApiEmulator

struct StateDirectoryTests {
    private static let visitors = DatasetSeed.visitorsId
    private static let file = "month,museum,visitors\n2026-03,M,1\n"

    /// Runs with a directory that is removed afterwards.
    private static func withDirectory(_ body: (String) async throws -> Void) async throws {
        let name = "emulator-test-\(UUID().uuidString)"
        let directory = FileManager.default.temporaryDirectory.appending(path: name).path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await body(directory)
    }

    private static func run<Value: Sendable>(
        _ directory: String, _ configure: (inout EmulatorConfiguration) -> Void = { _ in },
        _ body: (Emulated) async throws -> Value
    ) async throws -> Value {
        try await Emulated.run(
            {
                $0.stateDirectory = directory
                configure(&$0)
            }, body)
    }

    @Test func linksAndRowsOutliveTheServer() async throws {
        try await Self.withDirectory { directory in
            let (links, csv) = try await Self.run(directory) { emulated in
                try await emulated.create("a")
                try await emulated.create("b")
                _ = try await emulated.go(.PATCH, "/a", json: #"{"state":"INACTIVE"}"#)
                try await emulated.upload(Self.file, to: Self.visitors)
                try await emulated.upload(Self.file, to: Self.visitors, appending: true)
                return (emulated.server.links(of: .go), emulated.server.csv(of: Self.visitors))
            }
            for _ in 0..<2 {
                try await Self.run(directory) { emulated async throws in
                    #expect(emulated.server.links(of: .go) == links)
                    #expect(emulated.server.csv(of: Self.visitors) == csv)
                    #expect(emulated.server.dataset(Self.visitors)?.rows == 2)
                    #expect(emulated.server.dataset(DatasetSeed.rainfallId)?.rows == 3)
                    #expect(emulated.server.ledger.creates.isEmpty)
                    #expect(try await emulated.create("a").json["type"] == "ShortUrlError")
                }
            }
        }
    }

    @Test func ingestionUnderWayGoesOn() async throws {
        try await Self.withDirectory { directory in
            try await Self.run(directory, { $0.ingestion = IngestionTimes() }) { emulated in
                try await emulated.upload(Self.file, to: Self.visitors)
                #expect(emulated.server.dataset(Self.visitors)?.rows == 4)
            }
            try await Self.run(directory, { $0.ingestion = IngestionTimes() }) { emulated async throws in
                #expect(emulated.server.dataset(Self.visitors)?.ingestionsUnderWay == 1)
                emulated.clock.advance(by: .seconds(10))
                #expect(try await emulated.status(of: Self.visitors) == "INGESTION_SUCCESS")
                #expect(emulated.server.csv(of: Self.visitors) == Self.file)
            }
        }
    }

    @Test func tornLastLineIsDropped() async throws {
        try await Self.withDirectory { directory in
            try await Self.run(directory) { emulated in
                try await emulated.create("a")
                try await emulated.create("b")
            }
            let log = URL(filePath: "\(directory)/changes.jsonl")
            let bytes = try Data(contentsOf: log)
            // Only the line break is missing after a cut of 1, so that the last change is whole.
            for cut in [1, 2, 3, 50, 120, 150] {
                try bytes.dropLast(cut).write(to: log)
                try await Self.run(directory) { emulated in
                    #expect(emulated.server.links(of: .go).map(\.shortUrl) == (cut == 1 ? ["a", "b"] : ["a"]))
                }
            }
        }
    }

    @Test func damagedLineIsNamed() async throws {
        try await Self.withDirectory { directory in
            try await Self.run(directory) { _ = try await $0.create("a") }
            let log = URL(filePath: "\(directory)/changes.jsonl")
            let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
            let damaged: [Substring] = Array(lines[..<(lines.count - 1)]) + ["{\"link\":", lines[0]]
            try Data((damaged.joined(separator: "\n") + "\n").utf8).write(to: log)
            let error = await #expect(throws: EmulatorError.self) { try await Self.run(directory) { _ in } }
            #expect(error?.description == "emulator: \(log.path): line \(lines.count) is damaged")
        }
    }

    @Test func oneServerAtATime() async throws {
        try await Self.withDirectory { directory in
            try await Self.run(directory) { _ in
                let error = await #expect(throws: EmulatorError.self) { try await Self.run(directory) { _ in } }
                #expect(error?.description == "emulator: another process uses the state in \(directory)")
            }
            try await Self.run(directory) { _ in }
        }
    }

    @Test func replacedFilesAreRemoved() async throws {
        try await Self.withDirectory { directory in
            try await Self.run(directory) { emulated in
                for _ in 0..<3 { try await emulated.upload(Self.file, to: Self.visitors) }
                try await emulated.upload("bad", to: Self.visitors)
                #expect(emulated.server.dataset(Self.visitors)?.status == "VALIDATION_FAILED")
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory)/objects").count == 1)
            }
            try Data([1]).write(to: URL(filePath: "\(directory)/objects/left-over.part"))
            try await Self.run(directory) { _ in }
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory)/objects").count == 1)
        }
    }

    @Test func temporaryFilesGoWithTheServer() async throws {
        let server = try EmulatorServer()
        let folder = try #require(server.temporaryFolder)
        #expect(FileManager.default.fileExists(atPath: folder))
        try await server.start()
        await server.stop()
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    /// Whatever the umask, and whether the folder is kept or not.
    @Test(arguments: [false, true]) func nobodyElseSeesTheState(isKept: Bool) async throws {
        try await Self.withDirectory { directory in
            try await Emulated.run({ $0.stateDirectory = isKept ? directory : nil }) { emulated async throws in
                try await emulated.upload(Self.file, to: Self.visitors)
                let folder = try #require(isKept ? directory : emulated.server.temporaryFolder)
                for path in [folder, folder + "/objects"] {
                    var status = stat()
                    #expect(stat(path, &status) == 0)
                    #expect(status.st_mode & 0o777 == 0o700, "\(path)")
                }
            }
        }
    }
}
