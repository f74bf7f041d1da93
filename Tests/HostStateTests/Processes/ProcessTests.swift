import ApiClients
import Foundation
import SQLite
@testable import HostState
import TestSupport
import Testing

/// What only real processes show.
///
/// Time is real here, so that these tests assert what may never happen, not how long anything takes.
@Suite(.serialized, .timeLimit(.minutes(2))) struct ProcessTests {
    private static let window: Int64 = 100_000_000

    /// Starts processes that take ten slots in any tenth of a second.
    private func takers(_ count: Int, _ folder: TemporaryDirectory, requests: Int) throws -> [ProbeProcess] {
        try (0..<count).map { _ in
            try ProbeProcess(
                "take",
                [
                    "dir": folder.path, "rate": "10", "window": "100", "strict": "1", "count": "\(requests)",
                    "tasks": "8", "delay": "20",
                ])
        }
    }

    /// Expects that no ten requests and one more arrived within one window.
    private func expectTheLimitWasKept(_ processes: [ProbeProcess]) {
        let arrivals = processes.flatMap { $0.times("arrived") }.sorted()
        let spans = zip(arrivals, arrivals.dropFirst(10)).map { $1 - $0 }
        #expect(spans.allSatisfy { $0 >= Self.window }, "\(spans.min() ?? 0) ns")
    }

    @Test func fourProcessesOfWhichOneIsKilledKeepTheLimitAndNoneStarves() throws {
        let folder = try TemporaryDirectory()
        let processes = try takers(1, folder, requests: 100_000) + takers(3, folder, requests: 60)
        for process in processes { process.read(until: "arrived") }
        processes[0].read(until: "arrived", times: 20)
        processes[0].kill()
        for process in processes { process.read() }
        expectTheLimitWasKept(processes)
        #expect(processes.dropFirst().allSatisfy { $0.times("arrived").count == 60 && $0.times("done").count == 1 })
        #expect(processes[0].times("done") == [])
        #expect(try folder.names(in: "processes").count == 1, "only the killed one could not clear up")
        _ = try HostState(at: folder.path)
        #expect(try folder.names(in: "processes") == [])
    }

    @Test func damageWhileFourProcessesAreAtItBlocksThemAll() async throws {
        let folder = try TemporaryDirectory()
        let processes = try takers(4, folder, requests: 10_000)
        for process in processes { process.read(until: "arrived", times: 5) }
        try folder.write(String(repeating: "garbage ", count: 5_000), to: "other")
        #expect(rename("\(folder.path)/other", "\(folder.path)/slots.sqlite") == 0)
        let state = try HostState(at: folder.path)
        // Whichever process met the damage first has begun a new file, and every account in it begins with a block.
        let slot = Task { try await state.pacingStore().transact(try account(), PacingLimits(10)) { _ in } }
        try await slot.value
        // The block itself may be over by now, on a busy machine; what it follows from is recorded.
        let slots = try Database(path: "\(folder.path)/slots.sqlite")
        #expect(try slots.all("SELECT count(*) FROM loss") { try $0.get(0, as: Int64.self) } == [1])
        #expect(try await state.accounts().count == 1)
        for process in processes { process.kill() }
        expectTheLimitWasKept(processes)
        #expect(try folder.names().contains("slots-damaged.sqlite"))
    }

    private func account() throws -> PacingAccount {
        PacingAccount(try ServiceEndpoint("https://links.example/api", key: Secret("live_v1_key")), group: "links")
    }

    @Test func slotsOfAKilledProcessComeBack() async throws {
        let folder = try TemporaryDirectory()
        let holder = try ProbeProcess(
            "take",
            [
                "dir": folder.path, "rate": "2", "window": "100", "strict": "1", "count": "2", "tasks": "2",
                "hang": "1",
            ])
        holder.read(until: "arrived", times: 2)
        let state = try HostState(at: folder.path)
        let limits = PacingLimits(2, per: .milliseconds(100), strict: true)
        let pacer = Pacer(try account(), limits: limits, store: state.pacingStore(), holder: state.holderName)
        #expect(try await state.accounts().map(\.taken) == [2])
        holder.kill()
        _ = try await pacer.slot()
        _ = try await pacer.slot()
        let again = try #require(try await state.accounts().first)
        #expect(again.taken == 2)
    }

    @Test func aStoppedProcessIsNamedToWhoeverWaits() async throws {
        let folder = try TemporaryDirectory()
        let holder = try ProbeProcess(
            "take",
            ["dir": folder.path, "rate": "2", "window": "100", "count": "2", "tasks": "2", "hang": "1", "name": "one"])
        holder.read(until: "arrived", times: 2)
        kill(holder.pid, SIGSTOP)
        defer { holder.kill() }
        let notices = Shared<[String]>([])
        let state = try HostState(at: folder.path, notice: { words in notices.change { $0.append(words) } })
        let limits = PacingLimits(2, per: .milliseconds(100))
        let pacer = Pacer(try account(), limits: limits, store: state.pacingStore(), holder: state.holderName)
        let waiting = Task { try await pacer.slot() }
        while notices.value.isEmpty { await Task.yield() }
        waiting.cancel()
        #expect(
            notices.value == [
                "process \(holder.pid) (probe one) holds all slots of links.example; it is stopped"
            ])
    }

    @Test func oneProcessIngestsAtATime() throws {
        let folder = try TemporaryDirectory()
        let options = ["dir": folder.path, "dataset": "d_1", "hold": "50"]
        let processes = try (0..<3).map { _ in try ProbeProcess("turn", options) }
        for process in processes { process.read() }
        let turns = processes.flatMap { zip($0.times("begun"), $0.times("ended")) }.sorted { $0.0 < $1.0 }
        #expect(turns.count == 3)
        #expect(zip(turns, turns.dropFirst()).allSatisfy { $0.1 <= $1.0 })
    }

    @Test func theTurnOfAKilledProcessPassesOn() async throws {
        let folder = try TemporaryDirectory()
        let process = try ProbeProcess("turn", ["dir": folder.path, "dataset": "d_1", "hold": "600000"])
        process.read(until: "begun")
        let state = try HostState(at: folder.path)
        async let turn = state.datasetTurn("d_1", host: "data.example")
        process.kill()
        _ = try await turn
    }

    @Test func aRunsLockTellsItsProcessAndDiesWithIt() throws {
        let folder = try TemporaryDirectory()
        let process = try ProbeProcess("run", ["dir": folder.path, "run": "campaign", "name": "one"])
        process.read(until: "ready")
        let state = try HostState(at: folder.path)
        let owner = try #require(try state.runOwner("campaign"))
        #expect(owner.pid == process.pid)
        #expect(owner.command == "probe one")
        let error = #expect(throws: HostStateError.self) { try state.lockRun("campaign") }
        #expect(error?.message == "the run campaign is in progress in \(owner)")
        process.kill()
        _ = try state.lockRun("campaign")
    }
}
