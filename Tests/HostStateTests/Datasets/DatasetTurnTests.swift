import ApiClients
import FoundationEssentials
import Glibc
@testable import HostState
import SQLite
import TestSupport
import Testing

struct DatasetTurnTests {
    private static let dataset = "d_00000000000000000000000000000001"

    private func turn(_ state: HostState, _ dataset: String = Self.dataset) async throws -> DatasetTurn {
        try #require(await state.datasetTurn(dataset, host: "api.example"))
    }

    @Test func turnsAreTakenInTheOrderOfComing() async throws {
        let host = try SharedHost()
        let states = try (0..<3).map { _ in try host.state() }
        let log = Shared<[String]>([])
        try await host.clock.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<6 {
                    group.addTask {
                        try await host.clock.sleep(for: .milliseconds(number * 10))
                        let turn = try await turn(states[number % 3])
                        log.change { $0.append("\(number) begins") }
                        try await host.clock.sleep(for: .seconds(3))
                        log.change { $0.append("\(number) ends") }
                        turn.end()
                    }
                }
                try await group.waitForAll()
            }
        }
        #expect(log.value == (0..<6).flatMap { ["\($0) begins", "\($0) ends"] })
        #expect(try host.directory.names(in: "locks") == [])
        #expect(host.now < .seconds(22))
    }

    @Test func otherDatasetsDoNotWait() async throws {
        let host = try SharedHost()
        let state = try host.state()
        let turns = try await host.clock.run {
            [
                try await turn(state), try await turn(state, "d_2"),
                try #require(await state.datasetTurn("d_2", host: "b.example")),
            ]
        }
        #expect(host.now == .zero)
        #expect(turns.count == 3)
    }

    @Test func aCancelledWaiterLeavesItsPlace() async throws {
        let host = try SharedHost()
        let state = try host.state()
        try await host.clock.run {
            let first = try await turn(state)
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { _ = try await turn(state) }
                    group.addTask {
                        try await host.clock.sleep(for: .milliseconds(700))
                        throw CancellationError()
                    }
                    try await group.next()
                }
            }
            first.end()
            _ = try await turn(state)
        }
        #expect(host.now == .milliseconds(700))
    }

    @Test func aWaitHasAnEndThatNamesTheHolder() async throws {
        let host = try SharedHost()
        let (one, other) = (try host.state(command: "govscript run a.lua"), try host.state())
        let dataset = try DatasetID(Self.dataset)
        let error = try await host.clock.run { () -> (any Error)? in
            let first = try await one.datasetQueue().take(dataset, "api.example", 1_000_000_000) { _ in false }
            defer { first?.end() }
            do {
                _ = try await other.datasetQueue().take(dataset, "api.example", 10_000_000_000) { _ in false }
                return nil
            } catch {
                return error
            }
        }
        let words = "process \(getpid()) (govscript run a.lua), since 2023-11-14T22:13:20Z"
        #expect(
            error as? ApiError
                == ApiError(
                    .timeout, "another upload to \(dataset) is still in progress in \(words)",
                    hint: "Try again when it has ended."))
        #expect(host.now == .seconds(10))
    }

    @Test func placesOfTheDeadAreSkipped() async throws {
        let host = try SharedHost()
        let state = try host.state()
        try await state.slots.transaction { db in
            try db.run("INSERT INTO turn (subject, holder) VALUES (?, '1-a')", "api.example \(Self.dataset)")
        }
        try await host.clock.run { _ = try await turn(state) }
        #expect(host.now == .zero)
    }

    @Test func theQueueOutlivesALostFile() async throws {
        let host = try SharedHost()
        let state = try host.state()
        try await host.clock.run {
            let first = try await turn(state)
            async let second = turn(state)
            try await host.clock.sleep(for: .seconds(1))
            try host.directory.remove("slots.sqlite")
            try await host.clock.sleep(for: .seconds(1))
            first.end()
            _ = try await second
        }
        #expect(host.now >= .seconds(2))
    }

    private func tracked(_ id: String, _ end: UploadEnd? = nil) throws -> TrackedUpload {
        let text = """
            {"upload":{"id":"\(id)","dataset":"\(Self.dataset)","mode":"append","startedAt":1,
            "file":{"size":1,"sha256":"","md5":"","rows":1},"baseline":{"status":{"status":"INGESTION_SUCCESS"}}},
            "stage":"handedOver","since":5,"boot":"one","sender":"process 1"}
            """
        var tracked = try JSONDecoder().decode(TrackedUpload.self, from: Data(text.utf8))
        tracked.end = end
        return tracked
    }

    /// The process that sent a file has gone, and its turn with it; what it recorded is there for the next.
    @Test func whatWasRecordedOutlivesTheTurnAndTheProcess() async throws {
        let host = try SharedHost()
        let upload = try tracked("a")
        try await host.clock.run {
            let first = try host.state()
            var record = DatasetRecord()
            record.note(upload)
            let turn = try await turn(first)
            try turn.record(record)
            turn.end()
            let next = try await self.turn(try host.state())
            #expect(try next.record().open == upload)
        }
        #expect(try host.directory.names(in: "datasets").count == 1)
    }

    @Test func whoWaitsForWhatSomebodyElseFoundOutNeedsNoTurn() async throws {
        let host = try SharedHost()
        let ended = try tracked("a", .unsent)
        try await host.clock.run {
            let (one, other) = (try host.state(), try host.state())
            let first = try await turn(one)
            async let second = other.datasetTurn(
                Self.dataset, host: "api.example", unless: { $0["a"]?.end == .unsent })
            try await host.clock.sleep(for: .seconds(5))
            var record = try first.record()
            record.note(ended)
            try first.record(record)
            #expect(try await second == nil)
            first.end()
        }
        #expect(host.now < .seconds(6))
    }

    @Test func aDamagedRecordIsNotTakenForAnEmptyOne() async throws {
        let host = try SharedHost()
        let error = try await host.clock.run { () -> HostStateError? in
            let state = try host.state()
            let turn = try await turn(state)
            try turn.record(DatasetRecord())
            let name = try #require(try host.directory.names(in: "datasets").first)
            try Data("{\"uploads\":[".utf8).write(to: URL(filePath: "\(host.directory.path)/datasets/\(name)"))
            return #expect(throws: HostStateError.self) { try turn.record() }
        }
        #expect(error?.code == .unusable)
    }
}
