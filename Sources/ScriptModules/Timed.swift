import ApiClients

/// An intent with the time that the script gives it.
struct Timed<Intent: Codable & Sendable>: Codable, Sendable {
    var intent: Intent
    /// Seconds for which the call is tried; waiting for slots does not count.
    var timeout: Double

    init(_ intent: Intent, _ timeout: Duration) {
        self.intent = intent
        self.timeout = Double(timeout.components.seconds) + Double(timeout.components.attoseconds) * 1e-18
    }

    var duration: Duration { .saturating(seconds: timeout) }
}
