import Figures
import Glibc

/// Measures the bridge between Lua and Swift beside plain Lua and C; ends with code 1 if a figure leaves its bound.
///
/// Each figure is the median of several rounds. The two sides of a ratio take turns within one run, so that a busy
/// machine slows both. Named arguments (`sleepers`, `calls`, `waits`) run only those, for a profiler.
@main
enum BridgeBenchmarks {
    static func main() throws {
        let chosen = CommandLine.arguments.dropFirst()
        func isChosen(_ name: String) -> Bool { chosen.isEmpty || chosen.contains(name) }
        var figures: [Figure] = []
        // First, because the resident memory that it reports is the most that the process ever had.
        if isChosen("sleepers") { figures += try SleeperBenchmark().figures() }
        if isChosen("calls") { figures += try CallBenchmark().figures() }
        if isChosen("waits") { figures += try WaitBenchmark().figures() }
        print(Figure.table(figures))
        if figures.contains(where: \.isMissed) { exit(1) }
    }
}
