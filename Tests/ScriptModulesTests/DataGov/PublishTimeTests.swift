import ApiClients
import Catalogue
import LuaBridge
import Synchronization
import TestSupport
import Testing

@testable import ScriptModules

/// `datagov.publish` is three calls that share one time, on a clock of the test's own.
struct PublishTimeTests {
    /// Publishes with 10 seconds, of which the check takes `check` and the upload `upload`.
    private func timeouts(check: Double, upload: Double) async throws -> [LuaValue] {
        let scratch = ScratchFolder()
        return try await LuaThread.run {
            let state = try LuaState(memoryLimit: 1 << 26, clock: .virtual)
            state.bindToCurrentThread()
            try state.open(.sandboxed)
            let seconds = Mutex(100.0)
            state.register(
                LuaFunction("pass") { call in
                    if case .number(let more) = try call.value(at: 1) { seconds.withLock { $0 += more } }
                    return .nothing
                })
            _ = try state.run(
                """
                datagov = {
                  check = function(_, options) checking = options.timeout pass(\(check)) return { ok = true } end,
                  upload = function(_, _, options) uploading = options.timeout pass(\(upload)) end,
                  wait = function(_, options) waiting = options.timeout end,
                }
                """.utf8, name: "=fakes")
            let services = Services(
                defaultLinks: .go, links: { _ in throw ApiError(.auth, "no key") },
                datagov: { throw ApiError(.auth, "no key") })
            let module = DataGovModule(services, files: FileAccess(workingDirectory: scratch.path))
            let clock = LuaFunction("clock") { _ in .values([.number(seconds.withLock { $0 })]) }
            try state.runHostCode(
                PackageResources.publish_lua, name: "datagov",
                arguments: [
                    .function(DataGovModule.publish.function(of: module)), .function(DataGovModule.refuse),
                    .function(clock),
                ], globals: ["datagov.publish"])
            return try state.run(
                """
                datagov.publish("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "rows.csv", { timeout = 10 })
                return checking, uploading, waiting
                """.utf8, name: "=test")
        }
    }

    @Test func eachPartGetsWhatIsLeft() async throws {
        #expect(try await timeouts(check: 2, upload: 3) == [.number(10), .number(8), .number(5)])
    }

    /// A call that has no time left still says what it would have waited for.
    @Test func noPartGetsLessThanNothing() async throws {
        #expect(try await timeouts(check: 11, upload: 3) == [.number(10), .number(0.001), .number(0.001)])
    }
}
