/// A yield and resume of a call that waits: for a result that is there, and for a Swift task.
///
/// Where only one task waits, each wait is two hand-overs between sleeping threads, which the kernel's scheduler takes
/// its time for; that figure is told, and not held to a target.
struct WaitBenchmark {
    var waits = 200_000
    var rounds = 9
    /// Among how many tasks the waits are divided where many wait at once.
    var tasks = 100

    func figures() throws -> [Figure] {
        let interpreter = try Interpreter()
        let alone = "for i = 1, \(waits) do %() end"
        let together = """
            for t = 1, \(tasks) do
                task.spawn(function() for i = 1, \(waits / tasks) do %() end end)
            end
            """
        return [
            Figure(
                name: "a wait that is ready", value: try microseconds(interpreter, alone, "ready"),
                target: 1, unit: "µs"),
            Figure(
                name: "a wait for a Swift task, \(tasks) at once",
                value: try microseconds(interpreter, together, "operation"), target: 3, unit: "µs"),
            Figure(
                name: "a wait for a Swift task, alone", value: try microseconds(interpreter, alone, "operation"),
                target: 3, unit: "µs"),
        ]
    }

    private func microseconds(_ interpreter: Interpreter, _ script: String, _ function: String) throws -> Double {
        let text = script.split(separator: "%").joined(separator: function)
        let seconds = try (0..<rounds).map { _ in try interpreter.seconds(running: text) }
        return seconds.median * 1e6 / Double(waits)
    }
}
