import Glibc

/// Very many tasks that wait at the same time.
struct SleeperBenchmark {
    var tasks = 100_000
    var rounds = 3

    func figures() throws -> [Figure] {
        let seconds = try (0..<rounds).map { _ in
            try Interpreter().seconds(
                running: """
                    for i = 1, \(tasks) do task.spawn(task.sleep, 1) end
                    """)
        }
        return [
            Figure(name: "\(tasks) tasks that sleep 1 s", value: seconds.median, target: 1.2, unit: "s", digits: 3),
            Figure(name: "resident memory, at most", value: peakMegabytes(), target: 250, unit: "MB", digits: 0),
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
