/// Which modules are being loaded, and by which task: one loads, the others wait.
final class LuaModuleLoads: @unchecked Sendable {
    // Unchecked: confined to the interpreter's thread, on which its functions are called.
    private var gates: [LuaValue: LuaGate] = [:]

    /// `claim(name)` → true if the caller is to load the module; nil after it has waited for another task that did.
    ///
    /// - Parameter reentrant: The task that loads a module may load it again, as plain Lua does.
    func claim(reentrant: Bool) -> LuaFunction {
        LuaFunction("require") { [self] call in
            let name = try call.value(at: 1)
            let task = call.state.scheduler.current
            if let gate = gates[name], let keeper = gate.keeper, !keeper.phase.hasEnded {
                guard let task, !gate.isClosed(by: task) else {
                    if reentrant { return .values([true]) }
                    throw LuaMismatch("loop or previous error loading \(Self.words(for: name))")
                }
                return .wait(.gate(gate))
            }
            gates[name] = LuaGate(Self.words(for: name), keeper: task)
            return .values([true])
        }
    }

    /// `release({ name })`: the module is loaded, or has failed.
    var release: LuaFunction {
        LuaFunction("require") { [self] call in
            guard case .table(let hold) = try call.value(at: 1), let name = hold.array.first else { return .nothing }
            if let gate = gates.removeValue(forKey: name) { call.state.scheduler.open(gate) }
            return .nothing
        }
    }

    private static func words(for name: LuaValue) -> String {
        switch name {
        case .string(let text): "module '\(text)'"
        case .bytes(let bytes): "module '\(String(decoding: bytes, as: UTF8.self))'"
        default: "module \(name.literal)"
        }
    }
}
