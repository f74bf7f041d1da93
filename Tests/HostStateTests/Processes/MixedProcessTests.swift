import ApiClients
import Foundation
import TestSupport
import Testing

/// Real processes of one account with settings of their own, some of which are stopped, continued or killed.
///
/// Their clocks run thirty times as fast as the machine's. What is asserted holds however busy that is: by the times at
/// which requests arrived, the limit was never exceeded, and everybody came to an end.
@Suite(.serialized, .timeLimit(.minutes(5))) struct MixedProcessTests {
    private static let speed = 30
    private static let window: Int64 = 10_000_000_000

    private func sender(
        _ folder: String, rate: Int?, requests: Int, tasks: Int = 6, stops: Bool = false, through prefix: [String] = []
    ) throws -> ProbeProcess {
        var options = [
            "dir": folder, "window": "10000", "speed": "\(Self.speed)", "count": "\(requests)", "tasks": "\(tasks)",
            "delay": "900", "stops": stops ? "1" : "0",
        ]
        options["rate"] = rate.map { "\($0)" }
        return try ProbeProcess("send", options, through: prefix)
    }

    private func expectNoWindowHolds(moreThan limit: Int, _ processes: [ProbeProcess]) {
        let arrivals = processes.flatMap { $0.times("arrived") }.sorted()
        let spans = zip(arrivals, arrivals.dropFirst(limit)).map { $1 - $0 }
        #expect(arrivals.count > limit)
        #expect(spans.allSatisfy { $0 >= Self.window }, "\((spans.min() ?? 0) / 1_000_000) ms")
    }

    private func expectAllWasDone(_ processes: [ProbeProcess], _ requests: Int) {
        for process in processes {
            #expect(process.times("arrived").count == requests)
            #expect(process.times("done").count == 1, "\(process.lines.suffix(3))")
        }
    }

    /// A stopped process keeps its slots for ninety seconds.
    ///
    /// Continued, it sends nothing on what is no longer its own.
    @Test func aProcessThatWasStoppedPastItsSlotsAsksAnew() throws {
        let folder = try TemporaryDirectory()
        // As many as may be without an answer: nobody else gets a slot before these are taken back.
        let stopped = try sender(folder.path, rate: 5, requests: 8, tasks: 4, stops: true)
        stopped.read(until: "stopping")
        let other = try sender(folder.path, rate: 5, requests: 12)
        other.read(until: "arrived", times: 3)
        kill(stopped.pid, SIGCONT)
        for process in [other, stopped] { process.read() }
        expectNoWindowHolds(moreThan: 5, [stopped, other])
        expectAllWasDone([stopped], 8)
        expectAllWasDone([other], 12)
        #expect(stopped.times("late").count == 4, "none left on a slot that was somebody else's")
    }

    /// The strictest setting holds, for the unpaced process too, while one is stopped and another one killed.
    @Test func mixedSettingsKeepTheStrictestAndNobodyStarves() throws {
        let folder = try TemporaryDirectory()
        // As long as it lives its setting holds, so that it has to outlive the others.
        let strictest = try sender(folder.path, rate: 5, requests: 1_000_000)
        strictest.read(until: "arrived")
        let mixed = try [0, 7].map { try sender(folder.path, rate: $0, requests: 8) }
        let stopped = try sender(folder.path, rate: 20, requests: 8, tasks: 1, stops: true)
        let killed = try sender(folder.path, rate: 20, requests: 1_000_000)
        killed.read(until: "arrived", times: 3)
        killed.kill()
        stopped.read(until: "stopping")
        strictest.read(until: "arrived", times: strictest.times("arrived").count + 5)
        kill(stopped.pid, SIGCONT)
        for process in mixed + [stopped] { process.read() }
        strictest.kill()
        expectNoWindowHolds(moreThan: 5, mixed + [stopped, strictest, killed])
        expectAllWasDone(mixed + [stopped], 8)
    }

    /// Two of one machine, of which one has a boot clock of its own.
    @Test(.enabled(if: TimeNamespace.obstacle == nil, "\(TimeNamespace.obstacle ?? "")"))
    func processesOfAnotherTimeNamespaceShareTheLimit() throws {
        let folder = try TemporaryDirectory()
        let processes = [
            try sender(folder.path, rate: 5, requests: 10),
            try sender(folder.path, rate: 5, requests: 10, through: TimeNamespace.ahead),
        ]
        for process in processes { process.read() }
        expectAllWasDone(processes, 10)
        expectNoWindowHolds(moreThan: 5, processes)
    }

    /// The file of the slots is on a disk that fills up while two processes are at it, and has room again.
    @Test(.enabled(if: TinyDisk.obstacle == nil, "\(TinyDisk.obstacle ?? "")"))
    func aFullDiskHangsNobodyForGood() throws {
        let disk = try TinyDisk()
        let folder = disk.path + "/state"
        let processes = try (0..<2).map { _ in try sender(folder, rate: 5, requests: 12, through: disk.prefix) }
        for process in processes { process.read(until: "arrived", times: 3) }
        disk.fill()
        for process in processes { process.read(until: "failed") }
        // What became free when the others gave up may be enough for some requests, and is filled as well.
        let late = try sender(folder, rate: 5, requests: 1_000_000, through: disk.prefix)
        let words = ["no space left on device", "the disk is full"]
        var isTold: Bool { late.lines.contains { line in words.contains { line.contains($0) } } }
        var seen = -1
        while !isTold, late.lines.count > seen {
            seen = late.lines.count
            disk.fill()
            late.read(until: "", times: seen + 1)
        }
        #expect(isTold, "\(late.lines)")
        late.kill()
        try disk.empty()
        for process in processes { process.read() }
        expectNoWindowHolds(moreThan: 5, processes + [late])
        expectAllWasDone(processes, 12)
    }
}
