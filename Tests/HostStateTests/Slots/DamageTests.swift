import ApiClients
import Foundation
@testable import HostState
import SQLite
import TestSupport
import Testing

struct DamageTests {
    private static let lost = "the pacing slots of all accounts were lost; nothing is sent for 10.5 s"

    private static func moved(_ words: String) -> String {
        "DIR/slots.sqlite was damaged (\(words)) and is now DIR/slots-damaged.sqlite"
    }

    /// Waits for a slot and tells when it came.
    private func slotTime(_ host: SharedHost, _ state: HostState) async throws -> Duration {
        let pacer = try host.pacer(state, PacingLimits(5))
        return try await host.clock.run {
            let slot = try await pacer.slot()
            await pacer.giveBack(slot, .answered)
            return host.now
        }
    }

    @Test func aNewFolderCostsNothing() async throws {
        let host = try SharedHost()
        let states = [try host.state(), try host.state()]
        for state in states { #expect(try await slotTime(host, state) == .zero) }
        #expect(host.told == [])
    }

    @Test func aFileThatIsNoDatabaseCostsOneBlockTime() async throws {
        let host = try SharedHost()
        let garbage = String(repeating: "This is no database. ", count: 1000)
        try host.directory.write(garbage, to: "slots.sqlite")
        #expect(try await slotTime(host, host.state()) == .milliseconds(10_500))
        #expect(host.told == [Self.moved("file is not a database"), Self.lost])
        #expect(try host.directory.bytes(of: "slots-damaged.sqlite") == Data(garbage.utf8))
    }

    @Test func anEmptyFileCostsOneBlockTime() async throws {
        let host = try SharedHost()
        try host.directory.write("", to: "slots.sqlite")
        #expect(try await slotTime(host, host.state()) == .milliseconds(10_500))
        #expect(host.told == [Self.lost])
    }

    @Test(arguments: ["no database at all", ""])
    func aFileThatIsOverwrittenWhileInUseCostsOneBlockTime(content: String) async throws {
        let host = try SharedHost()
        let state = try host.state()
        #expect(try await slotTime(host, state) == .zero)
        // In place, so that it stays the same file.
        let file = try FileHandle(forWritingTo: URL(filePath: "\(host.directory.path)/slots.sqlite"))
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(String(repeating: content, count: 1000).utf8))
        try file.close()
        #expect(try await slotTime(host, state) == .milliseconds(10_500))
        #expect(host.told.last == Self.lost)
        #expect(try host.directory.names().contains("slots-damaged.sqlite"))
    }

    @Test func aFileOfOtherTablesIsSetAside() async throws {
        let host = try SharedHost()
        let state = try host.state()
        try await state.slots.transaction { db in try db.execute("DROP TABLE ledger") }
        #expect(try await slotTime(host, state) == .milliseconds(10_500))
        #expect(host.told.count == 2)
    }

    @Test func aRowThatCannotBeReadCostsItsAccountOneBlockTime() async throws {
        let host = try SharedHost()
        let state = try host.state()
        #expect(try await slotTime(host, state) == .zero)
        try await state.slots.transaction { db in try db.execute("UPDATE ledger SET content = 7, boot = x'00'") }
        #expect(try await state.accounts() == [])
        #expect(try await slotTime(host, state) == .milliseconds(10_500))
        #expect(host.told == [])
    }

    @Test func aRemovedFileCostsOneBlockTimeOnce() async throws {
        let host = try SharedHost()
        let states = [try host.state(), try host.state()]
        for state in states { #expect(try await slotTime(host, state) == .zero) }
        try host.directory.remove("slots.sqlite")
        for state in states { #expect(try await slotTime(host, state) == .milliseconds(10_500)) }
        #expect(host.told == [Self.lost])
    }

    @Test func whoComesAfterTheLossSeesItByTheFilesOfTheOthers() async throws {
        let host = try SharedHost()
        let old = try host.state()
        #expect(try await slotTime(host, old) == .zero)
        try host.directory.remove("slots.sqlite")
        #expect(try await slotTime(host, host.state()) == .milliseconds(10_500))
        #expect(try await slotTime(host, old) == .milliseconds(10_500))
    }

    @Test func aRemovedFolderCostsOneBlockTimeAndItsProcessesStayAlive() async throws {
        let host = try SharedHost()
        let states = [try host.state(), try host.state()]
        for state in states { #expect(try await slotTime(host, state) == .zero) }
        try host.directory.remove("")
        for state in states { #expect(try await slotTime(host, state) == .milliseconds(10_500)) }
        #expect(try host.directory.names(in: "processes") == states.map(\.holderName).sorted())
    }

    @Test func aFileBegunByOnesWhoKnowNothingIsBegunAgain() async throws {
        let host = try SharedHost()
        let old = try host.state()
        #expect(try await slotTime(host, old) == .zero)
        try host.directory.remove("")
        let newcomer = try host.state()
        #expect(try await slotTime(host, newcomer) == .zero)
        #expect(try await slotTime(host, old) == .milliseconds(10_500))
        #expect(try await slotTime(host, newcomer) == .milliseconds(10_500))
    }

    @Test func whoHasSentNothingForABlockTimeHasNothingToForget() async throws {
        let host = try SharedHost()
        let old = try host.state()
        #expect(try await slotTime(host, old) == .zero)
        try host.directory.remove("")
        let newcomer = try host.state()
        try await host.clock.run { try await host.clock.sleep(for: .seconds(11)) }
        #expect(try await slotTime(host, newcomer) == .seconds(11))
        #expect(try await slotTime(host, old) == .seconds(11))
        #expect(host.told == [])
    }

    @Test func aLateAnswerGivesNobodyElsesSlotBack() async throws {
        let host = try SharedHost()
        let (one, other) = (try host.state(), try host.state())
        let (late, next) = (try host.pacer(one, PacingLimits(1)), try host.pacer(other, PacingLimits(1)))
        try await host.clock.run {
            let slot = try await late.slot()
            try await host.clock.sleep(for: .milliseconds(1))
            try host.directory.remove("slots.sqlite")
            _ = try await next.slot()
            await late.giveBack(slot, .notSent)
        }
        #expect(try await one.accounts().map(\.taken) == [1])
    }

    @Test func aNewerFileIsLeftAlone() async throws {
        let host = try SharedHost()
        let state = try host.state()
        try await state.slots.transaction { db in try db.execute("PRAGMA user_version = 99") }
        let error = #expect(throws: HostStateError.self) { try host.state() }
        #expect(error?.code == .newer)
        let message = error?.message.replacing(host.directory.path, with: "DIR")
        #expect(message == "DIR/slots.sqlite was made by a newer govscript")
    }
}
