import ApiClients
import Timekeeping

/// An intent with the time that the script gives it.
struct Timed<Intent: Codable & Sendable>: Codable, Sendable {
    var intent: Intent
    /// Seconds that the call may take; nil for the rules' own time.
    var timeout: Double?

    init(_ intent: Intent, _ timeout: Duration?) {
        self.intent = intent
        self.timeout = timeout?.inSeconds
    }

    /// The intent of an earlier call, with this call's time.
    func with(_ timeout: Duration?) -> Timed { Timed(intent, timeout) }

    var duration: Duration? { timeout.map { .saturating(seconds: $0) } }
}

/// An intent that is sent in another way when it may have been sent before.
protocol ResumableIntent: Codable, Sendable {
    /// The same intent, in doubt.
    var afterDoubt: Self { get }
}

extension Timed: ResumableIntent where Intent: ResumableIntent {
    var afterDoubt: Timed {
        var copy = self
        copy.intent = intent.afterDoubt
        return copy
    }
}

extension CreateIntent: ResumableIntent {
    var afterDoubt: CreateIntent {
        var copy = self
        copy.wasInDoubt = true
        return copy
    }
}

extension UpdateIntent: ResumableIntent {
    var afterDoubt: UpdateIntent {
        var copy = self
        copy.wasInDoubt = true
        return copy
    }
}
