import Testing

@testable import LuaBridge

/// Whose turn it is, without any interpreter.
struct ReadyQueueTests {
    private let tasks = (1...4).map { LuaTask.sample($0) }

    @Test func eachTaskOfARoundRunsBeforeTheNextRound() {
        var queue = ReadyQueue()
        for task in tasks.prefix(3) { queue.append(task) }
        var order: [Int] = []
        for _ in 0..<2 {
            var next = queue.beginRound()
            while let task = next {
                order.append(task.id)
                // Whoever is ready again waits for the next round.
                if order.count <= 2 { queue.append(task) }
                next = queue.next()
            }
        }
        #expect(order == [1, 2, 3, 1, 2])
        #expect(queue.isEmpty)
        #expect(queue.beginRound() == nil)
    }

    @Test func aTaskThatIsAloneHasNoOthers() {
        var queue = ReadyQueue()
        queue.append(tasks[0])
        #expect(queue.beginRound() === tasks[0])
        #expect(!queue.hasOthers)
        queue.append(tasks[1])
        #expect(queue.hasOthers)
        #expect(queue.next() == nil)
        queue.append(tasks[2])
        #expect(queue.beginRound() === tasks[1])
        #expect(queue.hasOthers)
        #expect(queue.next() === tasks[2])
        // The last one of a round had others in it.
        #expect(queue.hasOthers)
        #expect(queue.next() == nil)
        #expect(!queue.hasOthers)
    }
}
