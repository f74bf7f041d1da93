import ApiClients
import GRDB
import Glibc
@testable import HostState
import TestSupport
import Testing

struct DatasetTurnTests {
    private static let dataset = "d_00000000000000000000000000000001"

    private func turn(_ state: HostState, _ dataset: String = Self.dataset) async throws -> DatasetTurn {
        try await state.datasetTurn(dataset, host: "api.example")
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
                try await state.datasetTurn("d_2", host: "b.example"),
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
            let first = try await one.datasetQueue().turn(dataset, "api.example", .seconds(1))
            defer { first() }
            do {
                try await other.datasetQueue().turn(dataset, "api.example", .seconds(10))()
                return nil
            } catch {
                return error
            }
        }
        let words = "process \(getpid()) (govscript run a.lua), since 2023-11-14T22:13:20Z"
        #expect(
            error as? ApiError
                == ApiError(
                    .timeout, "another ingestion into \(dataset) is still under way in \(words)",
                    hint: "Try again when it has ended."))
        #expect(host.now == .seconds(10))
    }

    @Test func placesOfTheDeadAreSkipped() async throws {
        let host = try SharedHost()
        let state = try host.state()
        try await state.slots.transaction { db in
            try db.execute(
                sql: "INSERT INTO turn (subject, holder) VALUES (?, '1-a')",
                arguments: ["api.example \(Self.dataset)"])
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
}
