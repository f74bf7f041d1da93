import Timekeeping

/// The server that answers, and since when.
struct ServerWatch: Sendable, Hashable, Codable {
    let name: String
    private(set) var since: BootInstant
    let timing: LeaseTiming
    let window: Duration

    /// What a server has just said of itself, after what was known before.
    init(_ name: String, _ timing: LeaseTiming, window: Duration, after earlier: ServerWatch?, _ now: BootInstant) {
        self.name = name
        self.timing = timing
        self.window = window
        since = earlier.flatMap { $0.name == name ? $0.since : nil } ?? now
    }

    /// Its name, once it has been watched for so long that no lease of an earlier server is in use.
    func calmName(_ now: BootInstant) -> String? {
        now - since >= timing.calm(window) ? name : nil
    }

    /// Takes from an earlier look since when the same server answers.
    mutating func begins(with earlier: ServerWatch) { since = min(since, earlier.since) }
}

/// A row as it was seen last, and since when it has not changed.
///
/// It need not be looked at meanwhile: the store compares it once more before it acts.
struct Sighted: Sendable, Hashable, Codable {
    let epoch: Int64
    let beat: Int64
    let since: BootInstant

    init(_ epoch: Int64, _ beat: Int64, after earlier: Sighted?, _ now: BootInstant) {
        self.epoch = epoch
        self.beat = beat
        since = earlier.flatMap { $0.epoch == epoch && $0.beat == beat ? min($0.since, now) : nil } ?? now
    }
}
