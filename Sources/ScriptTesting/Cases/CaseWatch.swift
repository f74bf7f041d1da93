import Dispatch
import LuaBridge
import ScriptRunner
import Synchronization
import Timekeeping

/// Ends a case from outside: when it has had its time, or when the whole command is to end.
///
/// It knows the sessions that run in the case, the tests' own first, then the script that they have started. From any
/// thread.
package final class CaseWatch: Sendable {
    private struct State {
        var sessions: [ScriptSession] = []
        var reason: LuaStop?
        var scriptPlace: String?
        var givesUp: (@Sendable () -> Void)?
        var hasEnded = false
    }

    private let patience: Duration
    private let state = Mutex(State())

    /// Watches nothing yet.
    ///
    /// - Parameter patience: How long what was stopped may take to end, in real time; a C function that does not return
    ///   cannot be stopped.
    package init(patience: Duration = .seconds(10)) { self.patience = patience }

    /// Why the case was ended; nil if it was not.
    var reason: LuaStop? { state.withLock { $0.reason } }

    /// Where the script was that the tests had started, when it was ended: `move.lua:14`.
    var scriptPlace: String? { state.withLock { $0.scriptPlace } }

    /// Runs a session to its end; ends it at once if the case has been ended.
    func run(_ session: ScriptSession) throws {
        let reason = state.withLock { state in
            state.sessions.append(session)
            return state.reason
        }
        if let reason { session.stop(reason) }
        defer { state.withLock { $0.sessions.removeAll { $0 === session } } }
        try session.runBlocking()
    }

    /// Notes where a script was that has been ended.
    func noteScript(_ error: LuaError) {
        let place = Self.place(of: error)
        state.withLock { $0.scriptPlace = $0.scriptPlace ?? place }
    }

    /// The place with which the message of an ended script begins.
    static func place(of error: LuaError) -> String? {
        guard error.kind == .stopped, let end = error.message.firstRange(of: ": stopped")?.lowerBound else {
            return nil
        }
        return String(error.message[..<end])
    }

    /// Ends the case.
    func stop(_ reason: LuaStop) {
        let (sessions, isFirst) = state.withLock { state in
            defer { state.reason = state.reason ?? reason }
            return (state.sessions, state.reason == nil && !state.hasEnded)
        }
        guard isFirst else { return }
        for session in sessions { session.stop(reason) }
        after(patience) { [weak self] in self?.giveUp() }
    }

    /// Runs `body` on a thread of its own, ended after a time.
    ///
    /// - Returns: nil if it could not be ended, and was left behind.
    /// - Throws: ``LuaThreadUnavailable``.
    func run<Value: Sendable>(within limit: Duration?, _ body: @escaping @Sendable () -> Value) async throws -> Value? {
        defer {
            state.withLock { state in
                state.hasEnded = true
                state.givesUp = nil
            }
        }
        let end = FirstResult<Value?>()
        state.withLock { $0.givesUp = { end.comes(nil) } }
        try LuaThread.start { end.comes(body()) }
        if let limit { after(limit) { [weak self] in self?.stop(.timeLimit(limit)) } }
        return await end.value
    }

    private func giveUp() { state.withLock { $0.givesUp }?() }

    private func after(_ time: Duration, _ body: @escaping @Sendable () -> Void) {
        DispatchQueue.global().asyncAfter(
            deadline: .now() + .nanoseconds(Int(clamping: time.nanoseconds)), execute: body)
    }
}
