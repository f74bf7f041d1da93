import StartRecords
import Testing

/// What the meter makes of runs and writes.
struct WorkMeterTests {
    private let meter = WorkMeter { .zero }

    private func pass(
        done: Int, before: Int = 0, failed: Int = 0, isDryRun: Bool = false
    ) -> WorkMeter.RunProgress {
        var pass = RunPass(name: "spring")
        (pass.done, pass.before, pass.failed) = (done, before, failed)
        return WorkMeter.RunProgress(pass: pass, failures: [], kinds: [:], isDryRun: isDryRun)
    }

    private func run(_ progress: WorkMeter.RunProgress) {
        let number = meter.opened { progress }
        meter.closed(number, progress)
    }

    /// `--retries`: what each attempt did adds up; of what is left only the last one knows.
    @Test func attemptsOfOneStartAddUp() {
        run(pass(done: 3, before: 4, failed: 2))
        meter.startsAgain()
        run(pass(done: 2, before: 7))
        let items = meter.work().items
        #expect(items.done == 5 && items.before == 4 && items.failed == 0 && items.total == 9)
        #expect(meter.work().runs.total == 2)
    }

    @Test func runsInProgressCountAsFarAsTheyAre() {
        _ = meter.opened { [progress = pass(done: 7, failed: 1)] in progress }
        #expect(meter.work().items.done == 7 && meter.work().items.failed == 1)
    }

    @Test func allRunsCountHoweverManyAreListed() {
        for _ in 0..<250 { run(pass(done: 2)) }
        #expect(meter.work().items.done == 500)
        #expect(meter.work().runs.first.count == Work.mostListed)
    }

    @Test func aDryRunDoesNothing() {
        run(pass(done: 3, isDryRun: true))
        #expect(meter.work().items == ItemCounts())
        #expect(meter.work().runs.total == 1)
    }

    @Test func whatAnItemFailedOfIsListedByItsRun() {
        let failure = Failure(source: "links.create", state: Failure.failed, kind: "invalid", message: "no")
        meter.wrote("links.create", nil, inItem: true)
        meter.wrote("links.create", failure, inItem: true)
        meter.wrote("links.create", failure)
        let work = meter.work()
        #expect(work.writes.map { [$0.done, $0.failed] } == [[1, 2]])
        #expect(work.failures.listed.total == 1)
    }
}
