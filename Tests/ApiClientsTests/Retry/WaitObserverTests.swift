import ApiClients
import TestSupport
import Testing

/// What a call is told to wait for.
struct WaitObserverTests {
    /// The waits of a call that fails or not, in the order in which they began and ended.
    private func waits(
        _ answers: [ScriptedAnswer], _ call: @escaping @Sendable (LinksClient) async throws -> Void
    ) async throws -> [String] {
        let noted = Shared<[String]>([])
        var fixture = Fixture(answers)
        fixture.environment.waitObserver = { wait in
            let words =
                switch wait {
                case .slot(let account, let limits): "\(account.title)'s slot of \(limits.slots)"
                case .answer: "answer"
                case .pause: "pause"
                }
            noted.change { $0.append("+ \(words)") }
            return { noted.change { $0.append("- \(words)") } }
        }
        let client = try fixture.links(limits: PacingLimits(5, per: .seconds(1)))
        try await fixture.clock.run { try? await call(client) }
        return noted.value
    }

    private static let slot = ["+ GoGovSG's slot of 5", "- GoGovSG's slot of 5"]
    private static let answer = ["+ answer", "- answer"]
    private static let pause = ["+ pause", "- pause"]

    @Test func everyWaitOfACallIsToldAndEnds() async throws {
        let waits = try await waits([.json(503, "{}"), .json(200, #"{"urls":[],"count":0}"#)]) {
            _ = try await $0.list()
        }
        #expect(waits == Self.slot + Self.answer + Self.pause + Self.slot + Self.answer)
    }

    @Test func aWaitEndsAlsoWithoutAnAnswer() async throws {
        let waits = try await waits([.reset, .json(403, "{}")]) { _ = try await $0.list() }
        #expect(waits == Self.slot + Self.answer + Self.pause + Self.slot + Self.answer)
    }
}
