import Testing

@testable import LuaBridge

/// The parents and children of tasks, without any interpreter.
struct TaskTreeTests {
    private var tree = TaskTree()
    private let tasks = (1...6).map { LuaTask.sample($0) }

    /// 1 has 2 and 3, 3 has 4, 4 has 5; 6 is a root too.
    private mutating func plant() {
        for (child, parent) in [(1, 0), (2, 1), (3, 1), (4, 3), (5, 4), (6, 0)] {
            tree.add(tasks[child - 1], under: parent == 0 ? nil : tasks[parent - 1])
        }
    }

    private func ids(_ tasks: [LuaTask]) -> [Int] { tasks.map(\.id) }

    @Test mutating func tasksAreListedInTheOrderInWhichTheyWereMade() {
        plant()
        #expect(ids(tree.roots) == [1, 6])
        #expect(ids(tree.all) == [1, 2, 3, 4, 5, 6])
        #expect(ids(tree.withDescendants(of: [tasks[2]])) == [3, 4, 5])
        #expect(ids(tasks[0].children) == [2, 3])
    }

    @Test mutating func ancestorsAreKnown() {
        plant()
        #expect(tasks[0].isAncestor(of: tasks[4]))
        #expect(!tasks[1].isAncestor(of: tasks[4]))
        #expect(!tasks[0].isAncestor(of: tasks[0]))
    }

    @Test mutating func whatHasEndedIsTakenOut() {
        plant()
        #expect(tree.remove(tasks[1], failed: false) === tasks[0])
        #expect(ids(tasks[0].children) == [3])
        #expect(tree.remove(tasks[4], failed: false) === tasks[3])
        #expect(tree.remove(tasks[5], failed: false) == nil)
        #expect(ids(tree.all) == [1, 3, 4])
        #expect(tasks[1].links.parent == nil)
    }

    @Test func anyChildMayEndFirst() {
        var tree = TaskTree()
        let parent = LuaTask.sample(0)
        tree.add(parent, under: nil)
        for task in tasks { tree.add(task, under: parent) }
        var left = [1, 2, 3, 4, 5, 6]
        for id in [1, 6, 3, 4, 2, 5] {
            #expect(tree.remove(tasks[id - 1], failed: false) === parent)
            left.removeAll { $0 == id }
            #expect(ids(parent.children) == left)
        }
    }

    @Test mutating func aParentKeepsTheChildrenThatFailed() {
        plant()
        _ = tree.remove(tasks[1], failed: true)
        _ = tree.remove(tasks[2], failed: false)
        #expect(ids(tree.takeFailedChildren(of: tasks[0])) == [2])
        #expect(ids(tree.takeFailedChildren(of: tasks[0])) == [])
    }

    @Test mutating func releasedChildrenBecomeRoots() {
        plant()
        tree.releaseChildren(of: tasks[0])
        #expect(Set(ids(tree.roots)) == [1, 2, 3, 6])
        #expect(tasks[0].children.isEmpty)
        #expect(tasks[1].links.isReleased)
        #expect(!tasks[3].links.isReleased)
        #expect(!tasks[0].isAncestor(of: tasks[1]))
        #expect(tree.remove(tasks[1], failed: true) == nil)
    }

    @Test func numbersGrow() {
        var tree = TaskTree()
        #expect([tree.makeID(), tree.makeID()] == [1, 2])
        #expect((0..<2).map { _ in tree.takeOrdinal(of: tasks[0]) } == [1, 2])
        #expect(tree.takeOrdinal(of: tasks[1]) == 1)
    }
}
