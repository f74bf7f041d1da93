import Testing

@testable import LuaBridge

/// In what a conversation differs from a script.
struct SchedulerPolicyTests {
    private let input = LuaTask.sample(1), part = LuaTask.sample(2), other = LuaTask.sample(3)
    private let conversation = LuaConversation.State(activity: LuaActivity())

    init() {
        var tree = TaskTree()
        tree.add(input, under: nil)
        tree.add(part, under: input)
        tree.add(other, under: nil)
        conversation.input = input
    }

    @Test func aScriptHasNoExceptions() {
        let policy = SchedulerPolicy.script
        #expect(!policy.isCrowded)
        #expect(!policy.releasesChildren(of: input))
        #expect(policy.aim(at: input) == .unchanged)
    }

    @Test func theInputAloneMayEndBeforeItsChildren() {
        let policy = SchedulerPolicy.conversation(conversation)
        #expect(policy.isCrowded)
        #expect(policy.releasesChildren(of: input))
        #expect(!policy.releasesChildren(of: part))
        #expect(!policy.releasesChildren(of: other))
    }

    @Test func anInterruptIsForTheInputAndItsParts() {
        let policy = SchedulerPolicy.conversation(conversation)
        #expect(policy.aim(at: input) == .unchanged)
        conversation.isInterrupting = true
        #expect([input, part, other].map(policy.aim) == [.stop, .stop, .spare])
        conversation.input = nil
        #expect(policy.aim(at: input) == .spare)
    }

    @Test func theActivityIsTheInputs() {
        let policy = SchedulerPolicy.conversation(conversation)
        policy.noteRound()
        #expect(conversation.activity.words == "running")
        _ = input.phase.resume()
        var board = WaitBoard()
        board.sleep(input, for: .seconds(2), until: 2)
        policy.noteIdle()
        #expect(conversation.activity.words == "sleeping 2.0 seconds")
        conversation.input = nil
        policy.noteRound()
        #expect(conversation.activity.words == nil)
    }
}
