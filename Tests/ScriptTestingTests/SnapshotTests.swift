import FoundationEssentials
@testable import ScriptTesting
import Testing

/// What snapshots hold, and what becomes of one that is missing.
struct SnapshotTests {
    @Test func timesAndDrawnNamesArePlain() {
        var plain = PlainText(
            drawnNames: ["x7k2m9qa"], given: "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023 2026-03",
            unixRange: 1_767_574_800...1_767_574_900)
        #expect(
            plain.plain("go/x7k2m9qa at 2026-01-05T09:00:12.5+08:00, 2026-01-05 09:00, 1767574812, x7k2m9qab")
                == "go/<link 1> at <time>, <time>, <time>, x7k2m9qab")
        #expect(
            plain.plain("d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023 d_00000000000000000000000000000001 2026-03 1767574799")
                == "d_2a1d6e7c8b9f40a3c4d5e6f7a8b91023 <id 1> 2026-03 1767574799")
        #expect(
            plain.plain("0b4e8a3c-1111-4222-8333-944445555666 d_00000000000000000000000000000001 x7k2m9qa")
                == "<id 2> <id 1> <link 1>")
    }

    private static let text = """
        test.case("kept", {}, function(t)
          t.run("job.lua")
          t.snapshot("job")
        end)
        """

    @Test func aMissingOneIsWrittenAndSaidOrRefused() async throws {
        let script = ["job.lua": "print(links.create('https://a.example.gov.sg').shortUrl, os.date('%FT%T'))"]
        let written = try await CaseTests.results(Self.text, scripts: script)[0]
        #expect(written.hasPassed)
        #expect(written.notes == ["wrote snapshots/job.txt, which was not there; look at it, and commit it"])
        let refused = try await CaseTests.results(Self.text, scripts: script) { $0.cases.snapshots = .required }[0]
        #expect(refused.failure.first?.hasSuffix("test.snapshot: there is no snapshots/job.txt") == true, "\(refused)")
        #expect(refused.failure.contains { $0.contains("govscript test --update") })
        let folder = FileManager.default.temporaryDirectory.appending(path: "kept-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for seed in [UInt64(1), 2] {
            let result = try await CaseTests.results(Self.text, scripts: script, in: folder) { $0.cases.seed = seed }[0]
            #expect(result.hasPassed, "\(result)")
        }
        let kept = try String(contentsOfFile: folder + "/snapshots/job.txt", encoding: .utf8)
        #expect(kept.contains("output of run 1:\n  <link 1>\t<time>\n"), "\(kept)")
        #expect(kept.contains("run 1: exit 0; writes: 1 links.create\n"), "\(kept)")
    }
}
