import LuaBridge
import ScriptCheck
import ScriptModules

extension FuzzTarget {
    /// `govscript check`: what Lua's own parser takes, ours must take.
    static let check = FuzzTarget(name: "check") {
        let check = ScriptCheck(signatures: AllModules.signatures, globals: AllModules.undeclaredGlobals)
        let state = try LuaState(memoryLimit: 1 << 26, clock: .virtual)
        return { input in
            let findings = check.findings(in: input, file: "a.lua")
            guard let error = findings.first(where: { $0.code == "syntax-error" }) else { return nil }
            let isTaken = (try? state.checkSyntax(of: input, name: "=a")) != nil
            return isTaken ? "Lua takes it, we say: \(error)" : nil
        }
    }
}
