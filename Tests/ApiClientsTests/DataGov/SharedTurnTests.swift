@testable import ApiClients
import TestSupport
import Testing

/// Uploads in turns that machines share.
struct SharedTurnTests {
    private static let lost = ApiError(.timeout, "the turn was taken over by another machine")

    /// Appends a file once, with a turn that is confirmed and looked at as told.
    private func append(
        _ fixture: Fixture, mayLeave: @escaping @Sendable () -> Bool = { true },
        confirm: @escaping @Sendable () throws -> Void = {}, confirmNow: @escaping @Sendable () throws -> Void = {}
    ) async throws {
        var fixture = fixture
        let inner = DatasetQueue.inMemory(fixture.environment.time)
        fixture.environment.datasets = DatasetQueue { dataset, host, deadline, isNeedless in
            var turn = try await inner.take(dataset, host, deadline, isNeedless)
            turn?.shared = HeldTurn.Shared(mayLeave: mayLeave, confirm: confirm, confirmNow: confirmNow)
            return turn
        }
        let client = try fixture.dataGov()
        let file = try TemporaryFile("a,b\n1,2\n3,4\n")
        try await fixture.clock.run {
            let dataset = try DatasetID(DataGovScript.dataset)
            _ = try await client.inTurn(at: dataset, for: .append) {
                try await client.perform(try await client.prepareAppend(dataset, path: file.path))
            }
        }
    }

    private func puts(_ fixture: Fixture) -> [HTTPRequest] {
        fixture.transport.requests.filter { $0.method == .put }
    }

    @Test func aFileLeavesOnlyAfterALookAtTheTurn() async throws {
        let fixture = DataGovScript().fixture()
        let isGood = Shared(true)
        try await append(fixture, mayLeave: { isGood.value })
        let put = try #require(puts(fixture).first)
        #expect(put.mayLeave?() == true)
        isGood.change { $0 = false }
        #expect(put.mayLeave?() == false)
    }

    @Test func whereTheTurnIsLostNothingIsSent() async throws {
        let fixture = DataGovScript().fixture()
        let error = await #expect(throws: ApiError.self) {
            try await append(fixture, confirm: { throw Self.lost })
        }
        #expect(error?.message == Self.lost.message)
        #expect(error?.inDoubt == false)
        #expect(puts(fixture).isEmpty)
    }

    /// Other machines would not know that the storage can have the file.
    @Test func theLastBytesStayHereUntilOthersKnow() async throws {
        let fixture = DataGovScript().fixture()
        let error = await #expect(throws: ApiError.self) {
            try await append(fixture, confirmNow: { throw Self.lost })
        }
        #expect(error?.message == Self.lost.message)
        #expect(error?.kind == .timeout && error?.inDoubt == false)
        #expect(puts(fixture).count == 1)
    }
}
