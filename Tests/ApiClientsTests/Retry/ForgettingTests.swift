@testable import ApiClients
import FoundationEssentials
import TestSupport
import Testing
import Timekeeping

/// What a client remembers by name is forgotten when it has lost its meaning, however many names there are.
struct ForgettingTests {
    private static func dataset(_ number: Int) throws -> DatasetID {
        try DatasetID("d_" + String(repeating: "0", count: 28) + String(number + 4096, radix: 16))
    }

    @Test func questionsForAStatusAreRememberedForASecond() throws {
        let now = Shared<BootInstant>(0)
        let pace = StatusPace(TimeSource(now: { now.value }, date: { Date() }, sleep: { _ in }))
        for number in 0..<1000 {
            pace.asked(try Self.dataset(number))
            now.change { $0 = $0 + .milliseconds(250) }
        }
        #expect(pace.count == 4)
    }

    @Test func changesThatCannotArriveAnyMoreAreForgotten() throws {
        let client = try Fixture([]).links()
        let changes = LateChanges(nil)
        for number in 0..<1000 {
            let intent = try client.prepareUpdate(ShortName("a\(number)"), LinkChanges(state: .inactive))
            let now = BootInstant.seconds(number)
            changes.note(intent, changes.turn(intent, at: "go"), for: .seconds(10), now: now)
        }
        #expect(changes.count == 10)
    }

    @Test func datasetsWithoutAnUploadAreForgotten() async throws {
        let clock = VirtualClock()
        let places = DatasetQueue.Places()
        let queue = DatasetQueue.inMemory(TimeSource(clock), places)
        for number in 0..<100 {
            let turn = try await queue.take(Self.dataset(number), "host", .distantFuture) { _ in false }
            #expect(places.count == 1)
            turn?.end()
        }
        #expect(places.count == 0)
    }
}
