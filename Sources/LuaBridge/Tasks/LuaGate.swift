/// What tasks wait for until one of them, the keeper, opens it.
///
/// Confined to the interpreter's thread. A gate that nobody will open counts as a deadlock, unlike an operation.
public final class LuaGate: @unchecked Sendable {
    // Unchecked: confined to the interpreter's thread, as the tasks are that wait.
    let name: String
    let keeper: LuaTask?
    /// The board alone sets it, and those who wait.
    var isOpen = false
    var waiters = WaitBoard.Waiters()

    /// - Parameter name: What messages call it: `module 'x'`.
    init(_ name: String, keeper: LuaTask?) {
        self.name = name
        self.keeper = keeper
    }

    /// Whether `task` would wait for itself, by way of what the keepers wait for.
    func isClosed(by task: LuaTask) -> Bool {
        var gate = self
        while let keeper = gate.keeper {
            if keeper === task { return true }
            guard case .gate(let next) = keeper.phase.wait else { return false }
            gate = next
        }
        return false
    }
}
