import ApiClients
import Foundation
import TestSupport
import Testing
import Timekeeping

/// A change of a link waits for an earlier, different one of another process that may still reach the service.
@Suite(.serialized, .timeLimit(.minutes(5))) struct LateChangeProcessTests {
    private func change(
        _ folder: TemporaryDirectory, to target: String, fate: String = "", timeout: Int? = nil, speed: Int = 30
    ) throws -> ProbeProcess {
        var options = [
            "dir": folder.path, "target": "https://www.example.gov.sg/\(target)", "fate": fate, "speed": "\(speed)",
            "rate": "0",
        ]
        options["timeout"] = timeout.map { "\($0)" }
        return try ProbeProcess("update", options)
    }

    /// The kernel continues to send what was handed over, for thirty seconds unless the connection is reset.
    @Test func whatWasGivenUpIsWaitedFor() throws {
        let folder = try TemporaryDirectory()
        let first = try change(folder, to: "a", fate: "lost", timeout: 30_000)
        first.read()
        #expect(first.times("failed").count == 1, "\(first.lines)")
        let second = try change(folder, to: "b")
        second.read()
        let lost = try #require(first.times("lost").last)
        let arrived = try #require(second.times("arrived").first, "\(second.lines)")
        #expect(arrived >= lost + 30_000_000_000)
        #expect(second.times("done").count == 1)
    }

    @Test func whatAKilledProcessHadSentIsWaitedFor() throws {
        let folder = try TemporaryDirectory()
        let killed = try change(folder, to: "a", fate: "hangs")
        killed.read(until: "arrived")
        killed.kill()
        let next = try change(folder, to: "b")
        next.read()
        let sent = try #require(killed.times("arrived").first)
        let arrived = try #require(next.times("arrived").first, "\(next.lines)")
        #expect(arrived >= sent + LateChangeStore.afterDeath.nanoseconds)
    }

    /// While the first is in progress, and without the time to wait for it, the second says so and sends nothing.
    @Test func whoHasNoTimeToWaitIsTold() throws {
        let folder = try TemporaryDirectory()
        let first = try change(folder, to: "a", fate: "hangs", speed: 1)
        first.read(until: "arrived")
        let second = try change(folder, to: "b", timeout: 100, speed: 1)
        second.read()
        #expect(second.times("leaving") == [])
        #expect(second.lines.first?.contains("is in progress or was given up, and may still arrive") == true)
        // The same change does no harm.
        let same = try change(folder, to: "a", speed: 1)
        same.read()
        #expect(same.times("done").count == 1, "\(same.lines)")
        first.kill()
    }
}
