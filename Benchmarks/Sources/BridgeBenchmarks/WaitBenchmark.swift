import Figures

/// A yield and resume of a call that waits, for a result that is there and for a Swift task, beside plain Lua's.
///
/// Where only one task waits, each wait is two hand-overs between sleeping threads, which the kernel's scheduler takes
/// its time for; that figure is told, and has no bound.
struct WaitBenchmark {
    var waits = 200_000
    var rounds = 9
    /// Among how many tasks the waits are divided where many wait at once.
    var tasks = 100

    func figures() throws -> [Figure] {
        let interpreter = try Interpreter()
        let plain = """
            local step = coroutine.wrap(function() while true do coroutine.yield() end end)
            for i = 1, \(waits) do step() end
            """
        let together = """
            for t = 1, \(tasks) do
                task.spawn(function() for i = 1, \(waits / tasks) do operation() end end)
            end
            """
        var times: [[Double]] = [[], [], [], []]
        // They take turns, so that a busy machine slows them all.
        for _ in 0..<rounds {
            for (index, script) in [plain, alone("ready"), together, alone("operation")].enumerated() {
                times[index].append(try interpreter.seconds(running: script) * 1e6 / Double(waits))
            }
        }
        func ratio(_ index: Int) -> Double { zip(times[index], times[0]).map { $0 / $1 }.median }
        let many = "a wait for a Swift task, \(tasks) at once"
        return [
            Figure("a yield and resume of plain Lua", times[0].median, unit: "µs"),
            Figure("a wait that is ready", times[1].median, unit: "µs"),
            Figure(many, times[2].median, unit: "µs"),
            Figure("a wait for a Swift task, alone", times[3].median, unit: "µs"),
            Figure("a wait that is ready / plain Lua", ratio(1), .atMost(4)),
            Figure("\(many) / plain Lua", ratio(2), .atMost(14)),
        ]
    }

    private func alone(_ function: String) -> String { "for i = 1, \(waits) do \(function)() end" }
}
