import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// `govscript runs` where something is odd: names, addresses, damage.
struct RunsCommandTests {
    private static let script = """
        bulk.each(args[1], { "a,b" }, function(text)
          if args[2] == "create" then return links.create("https://www.example.gov.sg/1") end
          error("bad\\n\\"" .. text)
        end, { key = function(text) return text end })
        """

    @Test(arguments: ["-x", "it's", "new\nline", "é/..", "..", "\u{1B}[31mred", "a b"])
    func anyNameWillDo(_ name: String) async throws {
        let job = try BulkJob(Self.script)
        #expect(try await job.run(["run", "job.lua", name]).status == 3)
        let shown = try await job.run(["runs", "show", "--", name])
        #expect(shown.status == 0)
        #expect(shown.output.hasPrefix(name.replacing("\n", with: "\\n").replacing("\u{1B}", with: "\\x1b")))
        let exported = try await job.run(["runs", "export", "--", name]).output.split(separator: "\n")
        #expect(exported.count == 3)
        #expect(exported[1] == #""a,b",failed,item 1,"a,b",script,"job.lua:3: bad"#)
        #expect(exported[2].hasPrefix(#"""a,b",,,1,"#))
        let missing = try await job.run(["runs", "show", "\u{1B}[1mnone"])
        #expect(!missing.errors.contains("\u{1B}"))
        #expect(try await job.run(["runs", "forget", "--", name]).output == "deleted\n")
        #expect(try await !job.run(["runs", "list"]).output.contains("RESUMABLE"))
    }

    /// Without a key nothing is begun; a run in which something was begun stays.
    @Test func aRunThatCameToNothingIsNotListed() async throws {
        let job = try BulkJob(Self.script)
        let nothing = try await job.run(["run", "job.lua", "spring", "create"])
        #expect(nothing.status == 77, "\(nothing.errors)")
        #expect(try await !job.run(["runs", "list"]).output.contains("spring"))
        #expect(try await job.run(["run", "job.lua", "spring"]).status == 3)
        #expect(try await job.run(["run", "job.lua", "spring", "create"]).status == 77)
        #expect(try await job.run(["runs", "list"]).output.contains("spring"))
    }

    @Test func resultsAreExportedAsTheyWere() async throws {
        let job = try BulkJob(
            """
            bulk.each("one", { "a" }, function() return { number = 1.5, list = { true, 7 } } end, {
              key = function(text) return text end,
            })
            """)
        #expect(try await job.run(["run", "job.lua"]).status == 0)
        let exported = try await job.run(["runs", "export", "one", "--format", "json"]).output
        #expect(exported.contains(#""result":{"list":[true,7],"number":1.5}"#), "\(exported)")
    }

    /// The same script against two servers: the second start is refused before anything is sent, and nothing is begun
    /// beside the run.
    @Test func aRunIsNotGoneOnWithAtAnotherAddress() async throws {
        let job = try BulkJob(Self.script)
        try await EmulatorServer.serving(BulkJob.configuration()) { _, access in
            let first = try await job.run(["run", "job.lua", "one", "create"], with: access.variables)
            #expect(first.status == 0, "\(first.errors)")
            // The address of a service that the run has not used is no matter.
            var other = access.variables
            other["GOVSCRIPT_DATAGOV_URL"] = "http://127.0.0.1:1"
            let second = try await job.run(["run", "job.lua", "one", "create"], with: other)
            #expect(second.status == 0, "\(second.errors)")
        }
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let result = try await job.run(["run", "job.lua", "one", "create"], with: access.variables)
            #expect(result.status == 78)
            #expect(result.errors.contains("the run one has used go at http://127.0.0.1:"))
            #expect(result.errors.contains(", and it is at http://127.0.0.1:\(access.port)"))
            #expect(server.ledger.requests.isEmpty)
        }
        #expect(try await job.run(["runs", "show", "one"]).output.contains("items    1 done\n"))
    }

    @Test func aDamagedRunIsNeitherBegunAnewNorForgotten() async throws {
        let job = try BulkJob(Self.script)
        #expect(try await job.run(["run", "job.lua", "one"]).status == 3)
        let folder = job.scratch("state/runs/production")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        let file = try #require(files.first { $0.hasSuffix(".sqlite") })
        try Data("no database at all".utf8).write(to: URL(filePath: folder + "/" + file))
        let again = try await job.run(["run", "job.lua", "one"])
        #expect(again.status == 70)
        #expect(again.errors.contains("is damaged"))
        let listed = try await job.run(["runs", "list", "--json"])
        #expect(listed.status == 0)
        #expect(listed.output.contains("is damaged"))
        let name = try await job.run(["runs", "forget", folder + "/" + file])
        #expect(name.status == 64)
        #expect(
            name.errors == """
                error: the run's record cannot be read, and may contain uncertain items
                  hint: Save what can be read with govscript runs export; --force deletes the record anyway.\n
                """)
        #expect(try await job.run(["runs", "forget", "--force", folder + "/" + file]).output == "deleted\n")
        #expect(try await job.run(["run", "job.lua", "one"]).status == 3)
    }
}
