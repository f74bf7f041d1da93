import Figures
import Glibc

/// Very many tasks that wait at the same time.
struct SleeperBenchmark {
    var tasks = 100_000
    var rounds = 3

    func figures() throws -> [Figure] {
        let sleepers = "for i = 1, \(tasks) do task.spawn(task.sleep, 1) end"
        let plain = """
            local waiting = {}
            for i = 1, \(tasks) do
                waiting[i] = coroutine.create(coroutine.yield)
                coroutine.resume(waiting[i])
            end
            for i = 1, \(tasks) do coroutine.resume(waiting[i]) end
            """
        var seconds: [Double] = []
        var ratios: [Double] = []
        for _ in 0..<rounds {
            let time = try Interpreter().seconds(running: sleepers)
            seconds.append(time)
            ratios.append((time - 1) / (try Interpreter().seconds(running: plain)))
        }
        return [
            Figure("\(tasks) tasks that sleep 1 s", seconds.median, unit: "s", digits: 3),
            Figure("what they take beyond it / coroutines of plain Lua", ratios.median, .atMost(8)),
            Figure("resident memory, at most", peakMegabytes(), unit: "MB", digits: 0, .atMost(250)),
        ]
    }

    /// The most that the process ever had resident: `VmHWM`.
    private func peakMegabytes() -> Double {
        guard let file = fopen("/proc/self/status", "r") else { return .nan }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
                .split { " \t\n".contains($0) }
            if words.first == "VmHWM:", let kibibytes = Double(words[1]) { return kibibytes * 1024 / 1e6 }
        }
        return .nan
    }
}
