import ApiClients
import LuaBridge
import TestSupport

@testable import ScriptModules
import TerminalText

/// An interpreter with all modules, sandboxed by default, whose runs, and services if no others are given, are out of
/// reach.
enum ScriptModulesInterpreter {
    /// - Parameters:
    ///   - console: Where lines go; nowhere, if nil.
    ///   - change: Changes what the modules work on.
    static func make(
        in scratch: ScratchFolder, memoryLimit: Int = 96 << 20, services: Services? = nil, console: Console? = nil,
        permissions: LuaPermissions = .sandboxed, change: (inout AllModules) -> Void = { _ in }
    ) throws -> LuaState {
        let state = try LuaState(memoryLimit: memoryLimit, clock: .virtual)
        state.bindToCurrentThread()
        try state.open(permissions)
        let none = Services(
            defaultLinks: .go, links: { _ in throw ApiError(.auth, "no key") },
            datagov: { throw ApiError(.auth, "no key") })
        let files = FileAccess(workingDirectory: scratch.path)
        let console = console ?? Console(secrets: SecretRegistry()) { _ in }
        let runs = BulkRuns(files: files, console: console) { throw ApiError(.internal, "no runs here") }
        try state.installFiles(files)
        if !permissions.all {
            try state.installRequire(beside: "", files, modules: AllModules.names)
            state.installEnvironment { _ in false }
        }
        var modules = AllModules(services: services ?? none, files: files, console: console, runs: runs)
        change(&modules)
        try modules.install(in: state)
        return state
    }
}
