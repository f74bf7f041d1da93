import ApiEmulator
import FoundationEssentials
import TestSupport
import Testing

/// `run --dry-run --plan` and `run --apply`: what was foreseen is sent, and nothing else.
struct PlanCommandTests {
    /// Links with and without names, inside and outside of a run, and a change of a link that the script has made.
    private static let script = """
        local rows = csv.read("rows.csv")
        local report = bulk.each("campaign", csv.rows("rows.csv"), function(row)
          return links.create(row.url, { shortUrl = row.slug })
        end, { key = "slug", workers = 1 })
        local link = links.create("https://www.example.gov.sg/drawn")
        links.update(link.shortUrl, { longUrl = "https://www.example.gov.sg/moved" })
        if fs.exists("flag") then links.create("https://www.example.gov.sg/more", { shortUrl = "more" }) end
        """
    private static let rows = """
        slug,url
        one,https://www.example.gov.sg/1
        two,https://www.example.gov.sg/2

        """

    private static func job(_ access: EmulatorAccess) throws -> BulkJob {
        let job = try BulkJob(script, access)
        try job.scratch.file("rows.csv", rows)
        return job
    }

    private static let dry = ["run", "--dry-run", "--plan", "p.json", "job.lua"]
    private static let apply = ["run", "--apply", "p.json"]

    @Test func aPlanIsAppliedAsItIsAndOnce() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try Self.job(access)
            let dry = try await job.run(Self.dry, with: ["GOVSCRIPT_GO_RATE": "5"])
            #expect(dry.status == 0, "\(dry)")
            #expect(dry.errors.contains("plan: 3 to create, 1 to change; 1 s at 5/s\n"), "\(dry.errors)")
            #expect(
                dry.errors.hasSuffix("plan saved as p.json; to carry it out: govscript run --apply p.json\n"),
                "\(dry.errors)")
            #expect(server.ledger.creates.isEmpty)
            let text = try job.scratch.text("p.json")
            #expect(!text.contains(access.goKey), "nothing secret is in the file")
            let applied = try await job.run(Self.apply)
            #expect(applied.status == 0, "\(applied)")
            #expect(
                applied.errors.hasPrefix("applying the plan p.json: 3 to create, 1 to change;"), "\(applied.errors)")
            let links = server.links(of: .go)
            #expect(
                links.map(\.longUrl).sorted().map { $0.suffix(5) }
                    == ["gov.sg/1", "gov.sg/2", "moved"].map { $0.suffix(5) })
            // The name that was foreseen is the link's.
            #expect(links.allSatisfy { text.contains("\"\($0.shortUrl)\"") })
            let again = try await job.run(Self.apply)
            #expect(again.status == 0, "\(again)")
            #expect(again.errors == "the plan p.json was applied already; nothing was sent\n")
            #expect(server.ledger.creates.count == 3)
        }
    }

    @Test(arguments: ["answered:1", "answered:2", "intended:3", "answered:3", "answered:4", "recorded:3"])
    func anApplyThatWasKilledIsResumed(_ point: String) async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try Self.job(access)
            #expect(try await job.run(Self.dry).status == 0)
            let killed = try await job.run(Self.apply, with: ["GOVSCRIPT_CRASH": point])
            #expect(killed.status == 137, "\(killed)")
            let resumed = try await job.run(Self.apply)
            #expect(resumed.status == 0, "\(resumed)")
            #expect(resumed.errors.hasPrefix("resuming the plan p.json: "), "\(resumed.errors)")
            #expect(server.ledger.creates.count == 3)
            #expect(server.links(of: .go).count == 3)
        }
    }

    @Test func whatHasMovedOnIsSaidBeforeAnythingIsSent() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try Self.job(access)
            #expect(try await job.run(Self.dry).status == 0)
            func refused(_ difference: String) async throws {
                let result = try await job.run(Self.apply)
                #expect(result.status == 6, "\(result)")
                #expect(
                    result.errors.hasPrefix("error: the plan p.json no longer fits; nothing was sent\n"), "\(result)")
                #expect(result.errors.contains(difference), "\(result.errors)")
                #expect(
                    result.errors.contains("hint: Make a new plan: govscript run --dry-run --plan p.json"),
                    "\(result.errors)")
            }
            try job.scratch.file("rows.csv", Self.rows + "three,https://www.example.gov.sg/3\n")
            try await refused("rows.csv has changed")
            try job.scratch.file("rows.csv", Self.rows)
            try job.scratch.file("job.lua", Self.script + "-- mended\n")
            try await refused("job.lua has changed")
            try job.scratch.file("job.lua", Self.script)
            #expect(server.ledger.creates.isEmpty)
            let made = "links.create('https://www.example.gov.sg/x', { shortUrl = 'two' })"
            #expect(try await job.run(["-e", made]).status == 0)
            try await refused(
                "GoGovSG: the link \"two\" was none, and is ACTIVE https://www.example.gov.sg/x")
            #expect(server.ledger.creates.count == 1)
        }
    }

    /// A script that asks for another write is stopped before that write; a new plan is needed then.
    @Test func aScriptThatLeavesThePlanIsStopped() async throws {
        try await EmulatorServer.serving(BulkJob.configuration()) { server, access in
            let job = try Self.job(access)
            #expect(try await job.run(Self.dry).status == 0)
            try job.scratch.file("flag", "")
            let result = try await job.run(Self.apply)
            #expect(result.status == 6, "\(result)")
            #expect(
                result.errors.contains(
                    "error: the script leaves the plan p.json: "
                        + #"links.create("https://www.example.gov.sg/more", { shortUrl = "more" }) is not planned; "#
                        + "it was not sent\n"), "\(result.errors)")
            #expect(server.ledger.creates.count == 3)
            #expect(!server.links(of: .go).contains { $0.shortUrl == "more" })
        }
    }

    @Test(arguments: [
        (["run", "--plan", "p.json", "job.lua"], "--plan needs --dry-run."),
        (["run", "--dry-run", "--plan", "p.json", "-e", "print(1)"], "--plan needs a script that is a file."),
        (["run", "--apply", "p.json", "job.lua"], "leave them out."),
        (["run", "--apply", "p.json", "--sandbox"], "leave them out."),
    ])
    func optionsThatDoNotFit(_ words: [String], _ message: String) async throws {
        let result = try await BulkJob("print(1)").run(words)
        #expect(result.status == 64)
        #expect(result.errors.contains(message), "\(result.errors)")
    }

    @Test func filesThatAreNoPlans() async throws {
        let job = try BulkJob("print(1)")
        #expect(try await job.run(Self.apply).status == 66)
        try job.scratch.file("p.json", "{}")
        let result = try await job.run(Self.apply)
        #expect(result.status == 65)
        #expect(result.errors.hasPrefix("error: p.json is not a plan\n"), "\(result.errors)")
        let unwritable = try await job.run(["run", "--dry-run", "--plan", "none/p.json", "job.lua"])
        #expect(unwritable.status == 73, "\(unwritable)")
        // A script that fails has no plan.
        try job.scratch.file("job.lua", "error('x')")
        let failed = try await job.run(["run", "--dry-run", "--plan", "q.json", "job.lua"])
        #expect(failed.status == 1)
        #expect(failed.errors.contains("no plan was saved, because the script did not come to its end\n"))
        #expect(!FileManager.default.fileExists(atPath: job.scratch("q.json")))
    }
}
