import ApiEmulator
import DurableRuns
@testable import ScriptTesting
import Testing
import Timekeeping

/// A script runs in a world of its own: no socket, no real time, the same history for the same seed.
struct WorldTests {
    private func setup(_ count: Int = 0, seed: UInt64 = 1) -> TestWorld.Setup {
        var setup = TestWorld.Setup()
        setup.seed = seed
        let rows = (0..<count).map { "n\($0),https://www.example.gov.sg/\($0)\n" }
        setup.files["links.csv"] = "slug,url\n" + rows.joined()
        return setup
    }

    private func start(_ script: String) -> ScriptStart {
        ScriptStart("job.lua", text: Array(script.utf8), directory: "/nonexistent")
    }

    private static let job = """
        local report = bulk.each("make", csv.rows("links.csv"), function(row)
          return links.create(row.url, { shortUrl = row.slug ~= "" and row.slug or nil })
        end, { key = "url" })
        print(report.done, report.before, os.date("!%Y-%m-%d"))
        """

    /// All that tells a script the time, or a number that it cannot foresee.
    private static let clocks = """
        print(os.time(), os.clock(), os.date("%c"), time.now(), time.clock(), math.random(1 << 40), report.seconds)
        print(links.create("https://www.example.gov.sg/").shortUrl, os.clock(), time.clock())
        """

    /// Forty minutes at five requests a second.
    @Test func twelveThousandRowsTakeNoRealTime() async throws {
        let world = try TestWorld(setup(12_000))
        let outcome = try world.run(start(Self.job))
        #expect(outcome.exit == 0, "\(outcome.log)")
        #expect(outcome.output == "12000\t0\t2026-01-05\n")
        #expect(outcome.elapsed > .seconds(2390) && outcome.elapsed < .seconds(2600), "\(outcome.elapsed)")
        #expect(world.emulator.ledger.creates.count == 12_000 && world.emulator.ledger.refusals.isEmpty)
        world.remove()
    }

    private func history(seed: UInt64) async throws -> [String] {
        var setup = setup(40, seed: seed)
        setup.services.faults = try Faults("go:drop-after=10%,go:503-before=10%,go:slow-after:2s=5%")
        let world = try TestWorld(setup)
        let outcome = try world.run(start(Self.job.replacing("local report", with: "report") + "\n" + Self.clocks))
        var planned = start("print(links.create('https://www.example.gov.sg/dry').shortUrl)")
        planned.isDryRun = true
        let dry = try world.run(planned)
        let exchanges = world.exchanges.map { "\($0.arrival) \($0.method) \($0.target) \($0.body) \($0.status ?? 0)" }
        world.remove()
        return exchanges + outcome.log + [outcome.output, "\(outcome.elapsed)", dry.output] + dry.log
    }

    @Test func theSameSeedGivesTheSameHistory() async throws {
        let first = try await history(seed: 7)
        // Also while other worlds run in the same process.
        let others = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<8 { group.addTask { try await history(seed: 7) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(others.filter { $0 != first } == [])
        #expect(try await history(seed: 8) != first)
    }

    @Test(arguments: CrashPoint.allCases, [1, 2, 5])
    func aKilledScriptResumes(_ point: CrashPoint, _ count: Int) async throws {
        let world = try TestWorld(setup(6))
        world.kill(at: StepBoundary(point, count))
        let killed = try world.run(start(Self.job))
        #expect(killed.isKilled && killed.output == "", "\(killed)")
        let last = try world.run(start(Self.job))
        #expect(last.exit == 0, "\(last.log)")
        #expect(world.emulator.ledger.creates.count == 6)
        #expect(world.emulator.links(of: .go).count == 6)
        world.remove()
    }

    @Test func ingestionsAndTimersShareTheTime() async throws {
        let world = try TestWorld(setup())
        let outcome = try world.run(
            start(
                """
                local began = time.clock()
                local columns = { "month", "museum", "visitors" }
                csv.write("rows.csv", { { month = "2026-03", museum = "A", visitors = 1 } }, { header = columns })
                local other = task.spawn(function() task.sleep(3600) return time.clock() end)
                print(datagov.publish("\(DatasetSeed.visitorsId)", "rows.csv", { check = false }).status)
                print(task.wait(other) - began >= 3600)
                """))
        #expect(outcome.output == "INGESTION_SUCCESS\ntrue\n", "\(outcome.log)")
        #expect(outcome.elapsed >= .seconds(3600))
        world.remove()
    }

    @Test func errorsEndWithTheirCodes() async throws {
        let world = try TestWorld(setup())
        #expect(try world.run(start("os.exit(7)")).exit == 7)
        let failed = try world.run(start("print(io.open('/etc/passwd'))\nerror('no')"))
        #expect(failed.exit == 1 && failed.log.first == "error: job.lua:2: no", "\(failed)")
        #expect(failed.output.contains("outside the folders"))
        world.remove()
    }
}
