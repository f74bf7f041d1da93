import Figures
import FoundationEssentials
import Glibc

/// Measures durable steps beside what the disk and SQLite can do, and the resuming of a long run.
///
/// `journal-benchmarks [steps] [resume] [ITEMS] [FOLDER]`; the run that is resumed has a million items if that is left
/// out, and the folder, the current one if it is left out, is on the disk that is measured. Ends with code 1 if a figure
/// leaves its bound.
@main
enum JournalBenchmarks {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let folder = arguments.first { $0.contains("/") } ?? "."
        let items = arguments.compactMap { Int($0) }.first ?? 1_000_000
        let chosen = arguments.filter { !$0.contains("/") && Int($0) == nil }
        func isChosen(_ name: String) -> Bool { chosen.isEmpty || chosen.contains(name) }
        let place = FileManager.default.currentDirectoryPath
        let scratch = "\(folder.hasPrefix("/") ? folder : "\(place)/\(folder)")/journal-benchmarks-\(getpid())"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        var figures: [Figure] = []
        if isChosen("steps") { figures += try await StepBenchmark(scratch).figures() }
        if isChosen("resume") { figures += try await ResumeBenchmark(scratch, items: items).figures() }
        try FileManager.default.removeItem(atPath: scratch)
        print(Figure.table(figures))
        if figures.contains(where: \.isMissed) { exit(1) }
    }
}
