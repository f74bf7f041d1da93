import Testing

@testable import LuaBridge

/// Whose wait has ended, without any interpreter.
struct WaitBoardTests {
    private var board = WaitBoard()
    private let first = LuaTask.running(1), second = LuaTask.running(2), third = LuaTask.running(3)

    private var context: LuaTaskContext {
        LuaTaskContext(path: "0", step: 1, function: "f", note: "", mailbox: LuaMailbox())
    }

    @Test mutating func sleepersAreDueInOrder() {
        board.sleep(first, for: .seconds(3), until: 30)
        board.sleep(second, for: .seconds(1), until: 10)
        board.sleep(third, for: .seconds(1), until: 10)
        #expect(board.nextDeadline == 10)
        #expect(board.takeDue(at: 9) == nil)
        #expect(board.takeDue(at: 10) === second)
        #expect(board.takeDue(at: 10) === third)
        #expect(board.takeDue(at: 10) == nil)
        #expect(board.nextDeadline == 30)
    }

    @Test mutating func aSleeperThatWasAnsweredIsNotDue() {
        board.sleep(first, for: .seconds(1), until: 10)
        #expect(board.expectsSomething)
        board.answer(first, with: .failure(LuaCancelled()))
        #expect(!board.expectsSomething)
        #expect(board.takeDue(at: 10) == nil)
        // Its next wait is another one.
        _ = first.phase.resume()
        board.sleep(first, for: .seconds(9), until: 90)
        #expect(board.takeDue(at: 10) == nil)
        #expect(board.takeDue(at: 90) === first)
    }

    @Test mutating func aWaitForTasksEndsWithThem() {
        let wait = LuaTaskWait(tasks: [first, second], goal: .all)
        #expect(board.wait(third, for: wait) == true)
        #expect(!board.expectsSomething)
        first.finish()
        #expect(board.takeWaiters(for: first).map(\.id) == [3])
        #expect(!wait.isOver)
        second.finish()
        #expect(board.takeWaiters(for: second).map(\.id) == [3])
        #expect(wait.isOver)
        #expect(board.takeWaiters(for: second).isEmpty)
    }

    @Test mutating func aWaitForWhatHasEndedIsNone() {
        first.finish()
        #expect(board.wait(third, for: LuaTaskWait(tasks: [first], goal: .all)) == false)
        #expect(third.phase.kind == .running)
        second.finish(.failed)
        let other = LuaTask.running(4)
        #expect(board.wait(third, for: LuaTaskWait(tasks: [other, second], goal: .all)) == false)
        #expect(board.wait(third, for: LuaTaskWait(tasks: [other, second], goal: .first)) == false)
    }

    @Test mutating func aStaleWaiterIsNotWoken() {
        #expect(board.wait(third, for: LuaTaskWait(tasks: [first], goal: .all)) == true)
        board.answer(third, with: .failure(LuaCancelled()))
        _ = third.phase.resume()
        #expect(board.wait(third, for: LuaTaskWait(tasks: [second], goal: .all)) == true)
        first.finish()
        #expect(board.takeWaiters(for: first).isEmpty)
        second.finish()
        #expect(board.takeWaiters(for: second).map(\.id) == [3])
    }

    @Test mutating func aGateLetsAllPass() {
        let gate = LuaGate("module 'x'", keeper: first)
        #expect(board.wait(second, at: gate) == true)
        #expect(board.wait(third, at: gate) == true)
        board.answer(second, with: .failure(LuaCancelled()))
        #expect(board.open(gate).map(\.id) == [3])
        _ = second.phase.resume()
        #expect(board.wait(second, at: gate) == false)
    }

    @Test mutating func whoKeepsAGateIsKnownThroughOthers() {
        let outer = LuaGate("module 'x'", keeper: first), inner = LuaGate("module 'y'", keeper: second)
        #expect(board.wait(second, at: outer) == true)
        #expect(inner.isClosed(by: second))
        #expect(inner.isClosed(by: first))
        #expect(!inner.isClosed(by: third))
    }

    @Test mutating func aResultIsForTheWaitThatBeganIt() {
        let serial = board.beginOperation()
        #expect(board.hasOperations)
        board.wait(first, for: Task {}, context, serial: serial)
        #expect(board.finishOperation(of: first, serial: serial) == true)
        board.answer(first, with: .values([]))
        #expect(!board.hasOperations)

        _ = first.phase.resume()
        let late = board.beginOperation()
        board.wait(first, for: Task {}, context, serial: late)
        board.answer(first, with: .failure(LuaCancelled()))
        #expect(board.finishOperation(of: first, serial: late) == false)
        #expect(!board.expectsSomething)
    }
}

/// Timers by themselves.
struct TimerHeapTests {
    @Test func timersComeInTheOrderInWhichTheyAreDue() {
        var timers = TimerHeap()
        var order: [SchedulerInstant] = []
        var state: UInt64 = 1
        for serial in 0..<500 {
            state = state &* 6_364_136_223_846_793_005 &+ 1
            timers.add(SchedulerInstant(count: Int64(state >> 58)), task: .sample(), serial: UInt64(serial))
        }
        var before: (Int64, UInt64) = (.min, 0)
        while let next = timers.nextDeadline, let timer = timers.takeDue(at: next) {
            #expect((timer.deadline.count, timer.serial) > before)
            before = (timer.deadline.count, timer.serial)
            order.append(timer.deadline)
        }
        #expect(order.count == 500)
        #expect(timers.nextDeadline == nil)
    }
}
