import Timekeeping

/// The time that a call was given: all that it does ends by then, its waits for slots, turns and pauses included.
///
/// Only one look at a write in doubt, or the last question of a long wait, may end ``RetryPolicy/lastLook`` later.
struct CallTime: Sendable {
    /// The call as the script wrote it.
    var name: String
    /// What it was given, for messages.
    var timeout: Duration
    /// When it ends.
    var end: BootInstant

    /// A call that begins now.
    init(_ name: String, _ timeout: Duration, _ time: TimeSource) {
        self.name = name
        self.timeout = timeout
        end = time.now() + timeout
    }

    /// A part of a write, which ends with the write.
    init(_ name: String, _ allowed: TimeAllowed, _ time: TimeSource) {
        self.name = name
        timeout = allowed.timeout
        end = allowed.end(from: time.now())
    }

    /// The same call, which ends with another one at the latest.
    func within(_ other: CallTime) -> CallTime {
        guard other.end < end else { return self }
        var copy = self
        (copy.timeout, copy.end) = (other.timeout, other.end)
        return copy
    }

    /// The same call, which ends so much after a moment.
    func ending(_ overtime: Duration, after moment: BootInstant) -> CallTime {
        var copy = self
        copy.end = moment + overtime
        return copy
    }

    func remaining(_ now: BootInstant) -> Duration { max(.zero, end - now) }
}

/// The time of a call is up.
struct CallTimeIsUp: Error {
    /// What it was waiting for last, as `no slot of go.gov.sg came free`; nil if it was not waiting.
    var waitedInVain: String?
}
