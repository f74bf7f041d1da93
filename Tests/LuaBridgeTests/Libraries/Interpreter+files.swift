@testable import LuaBridge
import TestSupport

extension Interpreter {
    /// A sandboxed interpreter whose script lies, and works, in `folder`.
    init(
        in folder: ScratchFolder, beside directory: String = "", modules: Set<String> = [],
        temporaryDirectory: String? = nil
    ) throws {
        try self.init(.sandboxed)
        let access = FileAccess(
            workingDirectory: folder.path, temporaryDirectory: temporaryDirectory ?? folder.path, hints: .flags)
        try state.installFiles(access)
        try state.installRequire(beside: directory, access, modules: modules)
        state.installEnvironment { $0.hasSuffix("_KEY") }
        state.installExit()
    }
}

/// Runs a script in a folder of its own and gives what it returns.
func running(_ script: String, in folder: ScratchFolder) async throws -> [LuaValue] {
    try await LuaThread.run { try Interpreter(in: folder).run(script) }
}

/// Runs a script in a folder of its own and gives the words of the error that it ends with.
func failing(_ script: String, in folder: ScratchFolder) async throws -> String {
    try await LuaThread.run { try Interpreter(in: folder).error(of: script) }
}
