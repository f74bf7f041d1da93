import Testing

@testable import LuaBridge

/// What may happen to a task, and when.
struct PhaseTests {
    typealias Phase = LuaTask.Phase

    /// The only transitions that there are.
    private static let legal: [Phase.Kind: Set<Phase.Transition>] = [
        .new: [.resume, .close],
        .ready: [.resume],
        .running: [.fetchAnswer, .announceWait, .beginWait, .preempt, .wait, .answer, .close],
        .waiting: [.answer],
        .closing: [.fail, .end],
        .ended: [],
    ]

    @Test(arguments: Phase.Kind.allCases)
    func onlyTheseTransitionsAreAllowed(_ kind: Phase.Kind) {
        let allowed = Phase.Transition.allCases.filter { Phase.allows($0, from: kind) }
        #expect(Set(allowed) == Self.legal[kind])
    }

    #if DEBUG
    @Test func anIllegalTransitionTraps() async {
        await #expect(processExitsWith: .failure) {
            var phase = LuaTask.Phase.new(arguments: 0)
            phase.end(as: .done)
        }
        await #expect(processExitsWith: .failure) {
            var phase = LuaTask.Phase.waiting(.timer(.seconds(1)), serial: 1)
            _ = phase.resume()
        }
        await #expect(processExitsWith: .failure) {
            var phase = LuaTask.Phase.ended(.success(count: 0), .done)
            phase.answer(with: .values([]))
        }
    }
    #endif

    @Test func aNewTaskIsResumedWithItsFunctionAndItsArguments() {
        var phase = Phase.new(arguments: 2)
        #expect(phase.isNew)
        #expect(phase.resume() == 3)
        #expect(phase.kind == .running)
        #expect(!phase.isNew)
    }

    @Test func anAnswerIsFetchedOnce() {
        var phase = Phase.running(.nothing)
        phase.answer(with: .values([7]))
        #expect(phase.kind == .ready)
        #expect(phase.resume() == 0)
        if case .values([7]) = phase.fetchAnswer() {} else { Issue.record("another answer") }
        #expect(phase.fetchAnswer() == nil)
        #expect(phase.kind == .running)
    }

    @Test func aPreemptedTaskHasNoAnswer() {
        var phase = Phase.running(.nothing)
        phase.preempt()
        phase.replaceAnswer(by: LuaCancelled())
        if case .ready(.preempted) = phase {} else { Issue.record("\(phase)") }
        #expect(phase.resume() == 0)
        #expect(phase.fetchAnswer() == nil)
    }

    @Test func anAnswerMayBecomeAnError() {
        var phase = Phase.ready(.answer(.values([7])))
        phase.replaceAnswer(by: LuaCancelled())
        _ = phase.resume()
        if case .failure(is LuaCancelled) = phase.fetchAnswer() {} else { Issue.record("another answer") }
    }

    @Test func aWaitIsAnnouncedAndThenBegins() {
        var phase = Phase.running(.nothing)
        #expect(phase.beginWait() == nil)
        phase.announce(.sleep(.seconds(2)), of: LuaFunction("f") { _ in .nothing })
        guard let (wait, function) = phase.beginWait() else {
            Issue.record("another phase")
            return
        }
        if case .sleep(.seconds(2)) = wait {} else { Issue.record("another wait") }
        #expect(function.name == "f")
        phase.wait(for: .timer(.seconds(2)), serial: 9)
        #expect(phase.isWaiting(9))
        #expect(!phase.isWaiting(8))
        phase.answer(with: .values([]))
        #expect(!phase.isWaiting(9))
        #expect(phase.wait == nil)
    }

    @Test func anErrorOfAChildReplacesASuccess() {
        var phase = Phase.running(.nothing)
        phase.close(with: .success(count: 1))
        #expect(phase.fate == nil)
        phase.fail(with: LuaError(.runtime, "of a child"), value: .copied)
        phase.end(as: .failed)
        #expect(phase.hasEnded)
        #expect(phase.fate == .failed)
        guard case .failure(let error, .copied) = phase.ending else {
            Issue.record("another phase")
            return
        }
        #expect(error.message == "of a child")
    }

    @Test func aTaskThatNeverRanCanEnd() {
        var phase = Phase.new(arguments: 0)
        phase.close(with: .failure(LuaError(.runtime, "cancelled"), value: .copied))
        phase.end(as: .cancelled)
        #expect(phase.fate == .cancelled)
    }
}
