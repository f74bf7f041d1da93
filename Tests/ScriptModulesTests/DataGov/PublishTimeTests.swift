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
            let checking = Mutex(0.0)
            let uploading = Shared(LuaValue.nil)
            let replacement = LuaFunction("replacement") { call in
                guard case .table(let options) = try call.value(at: 3) else { return .nothing }
                uploading.change { $0 = options["timeout"] }
                seconds.withLock { $0 += upload }
                return .values([.table(["planned": true])])
            }
            let services = Services(
                defaultLinks: .go, links: { _ in throw ApiError(.auth, "no key") },
                datagov: { throw ApiError(.auth, "no key") })
            let module = DataGovModule(services, files: FileAccess(workingDirectory: scratch.path))
            let examine = LuaFunction("examine") { call in
                if case .number(let timeout) = try call.value(at: 4) { checking.withLock { $0 = timeout } }
                seconds.withLock { $0 += check }
                return .nothing
            }
            let waiting = Shared(LuaValue.nil)
            let quietly = LuaFunction("await") { call in
                guard case .table(let options) = try call.value(at: 2) else { return .nothing }
                waiting.change { $0 = options["timeout"] }
                return .nothing
            }
            let clock = LuaFunction("clock") { _ in .values([.number(seconds.withLock { $0 })]) }
            try state.runHostCode(
                PackageResources.publish_lua, name: "datagov",
                arguments: [
                    .table([
                        "publish": .function(DataGovModule.publish.function(of: module)),
                        "wait": .function(DataGovModule.wait.function(of: module)),
                    ]),
                    .table(["replacement": .function(replacement)]), .table(module.spooling), .function(quietly),
                    .function(quietly), .function(examine), .function(clock),
                ], globals: DataGovModule.bindings.filter(\.isInLua).map(\.signature.name))
            _ = try state.run(
                "datagov.publish('d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912', 'rows.csv', { timeout = 10 })".utf8,
                name: "=test")
            return [.number(checking.withLock { $0 }), uploading.value, waiting.value]
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
