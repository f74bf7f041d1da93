import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// A link without a name has the same one on every machine and after every loss that leaves the run's record.
struct NameKeyTests {
    private static let script = """
        print(bulk.each("x", { "a" }, function(key)
          return links.create("https://www.example.gov.sg/" .. key).shortUrl
        end, { key = function(key) return key end, fresh = args[1] == "fresh" }).done)
        """

    /// The record is copied to a machine with another key, and begun anew there.
    @Test func aRunThatMovedMakesNoSecondLink() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(Self.script, access)
            #expect(try await job.run().output == "1\n")
            try FileManager.default.removeItem(atPath: job.scratch("state/names.key"))
            try job.scratch.file("state/names.key", String(repeating: "k", count: 32))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: job.scratch("state/names.key"))
            let moved = try await job.run(["run", "job.lua", "fresh"])
            #expect(moved.output == "1\n", "\(moved)")
            #expect(moved.errors.hasPrefix("note: the run x derives the names of links with a key of its own"))
            #expect(server.ledger.creates.count == 1)
        }
    }

    @Test func aLostKeyIsNoticedAndRestored() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try BulkJob(Self.script, access)
            #expect(try await job.run().output == "1\n")
            let key = try Data(contentsOf: URL(filePath: job.scratch("state/names.key")))
            try FileManager.default.removeItem(atPath: job.scratch("state/names.key"))
            let again = try await job.run(["run", "job.lua", "fresh"])
            #expect(again.output == "1\n", "\(again)")
            #expect(again.errors.hasPrefix("note: names.key was missing"))
            #expect(try Data(contentsOf: URL(filePath: job.scratch("state/names.key"))) == key)
            #expect(server.ledger.creates.count == 1)
        }
    }
}
