import ApiClients
import Catalogue
import LuaBridge
import TestSupport
import Testing

@testable import ScriptModules

/// A dry run: writes are checked and listed, and none is sent.
struct DryRunTests {
    private let dryRun = DryRun()

    private func bench() -> (ScriptBench, ScriptedTransport) {
        let transport = ScriptedTransport([])
        var bench = ScriptBench()
        bench.services = .links(over: transport)
        bench.change = { [dryRun] in $0.gate = WriteGate { try await dryRun.collect($0) } }
        return (bench, transport)
    }

    @Test func aWriteGivesItsIntentAndIsNotSent() async throws {
        let (bench, transport) = bench()
        let script = """
            local link = links.create("https://www.example.gov.sg/a", { shortUrl = "abc" })
            return link.shortUrl .. " " .. link.longUrl .. " " .. tostring(link.planned)
            """
        #expect(try await bench.text(script) == "abc https://www.example.gov.sg/a true")
        #expect(transport.requests.isEmpty)
    }

    @Test func whatWouldBeRefusedIsRefused() async throws {
        let (bench, _) = bench()
        let problem = try await bench.problem("links.create('http://www.example.gov.sg/a')")
        #expect(problem.hasPrefix("data: ") && problem.contains("Only HTTPS URLs are allowed."), "\(problem)")
        #expect(dryRun.summary(rates: [:]) == ["dry run: nothing would be sent"])
    }

    @Test func theSummaryListsTheWritesAndTheirTime() async throws {
        let (bench, _) = bench()
        _ = try await bench.values(
            """
            links.create("https://www.example.gov.sg/a", { shortUrl = "abc" })
            for i = 1, 24 do links.on("forsg").update("abc", { state = "INACTIVE" }) end
            """)
        let lines = dryRun.summary(rates: ["go": 0.5, "forsg": 2])
        #expect(lines.first == "dry run: nothing was sent; 25 writes would be sent:")
        #expect(lines[1] == #"  links.create("https://www.example.gov.sg/a", { shortUrl = "abc" })"#)
        #expect(lines.filter { $0.hasPrefix("  links.update(") }.count == 19, "the first twenty are listed")
        #expect(
            lines.drop { !$0.contains("…") } == [
                "  … and 5 more", "ForSG: 24 writes, about 12 s at 2 per second",
                "GoGovSG: 1 write, about 2 s at 0.5 per second", "not foreseen:",
                "  - whether 1 name is taken by somebody else: the service says so only when the link is created",
                "  - which of the links there are: the service was not asked",
                "  - what the script does with the answers to its writes",
                "plan: 1 to create, 24 to change; 12 s at 2/s",
            ])
    }

    @Test func oneWriteIsOneWrite() async throws {
        let (bench, _) = bench()
        _ = try await bench.values("links.create('https://www.example.gov.sg/a')")
        #expect(
            dryRun.summary(rates: ["datagov": 1]) == [
                "dry run: nothing was sent; 1 write would be sent:",
                #"  links.create("https://www.example.gov.sg/a")"#, "not foreseen:",
                "  - which of the links there are: the service was not asked",
                "  - what the script does with the answers to its writes", "plan: 1 to create",
            ], "an unpaced service has no time")
    }
}
