import ApiClients
import Timekeeping

/// The machine's clocks, so many times as fast: minutes of pacing pass in seconds, in real processes.
enum FastTime {
    static func source(_ factor: Int) -> TimeSource {
        let system = TimeSource.system
        return TimeSource(
            now: { .start + (system.now() - .start) * factor }, date: system.date,
            sleep: { try await system.sleep($0 / max(1, factor)) })
    }
}
