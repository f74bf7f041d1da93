import HostLeases
import ScriptRunner
import Timekeeping

/// Whether the timing that somebody wrote into the database keeps what it is for.
struct TimingChecks {
    private let timing: LeaseTiming
    /// The longest window of any limit.
    private let window: Duration

    init(_ timing: LeaseTiming, window: Duration) { (self.timing, self.window) = (timing, window) }

    func findings() -> [DoctorCommand.Finding] {
        typealias Finding = DoctorCommand.Finding
        let usual = LeaseTiming()
        let hint =
            "The usual values: UPDATE govscript.cluster SET lease_ms = \(usual.lease.milliseconds), delivery_ms = "
            + "\(usual.delivery.milliseconds), pause_ms = \(usual.pause.milliseconds), overlap_ms = "
            + "\(usual.overlap.milliseconds);"
        guard timing.lease > .zero, timing.delivery >= usual.delivery, timing.pause > .zero, timing.overlap >= .zero
        else {
            return [
                Finding(
                    .bad, "timing",
                    "lease \(timing.lease.inWords), delivery \(timing.delivery.inWords), pause "
                        + "\(timing.pause.inWords), overlap \(timing.overlap.inWords): the limit may be exceeded "
                        + "after a machine has died, since a request may be on its way for \(usual.delivery.inWords)",
                    hint: hint, code: .configuration)
            ]
        }
        var findings = [
            Finding(
                .good, "timing",
                "a lease lasts \(timing.lease.inWords); the slots of a dead machine are used again after "
                    + timing.watch(window).inWords)
        ]
        if timing.lease < .seconds(5) {
            findings.append(
                Finding(
                    .note, "timing",
                    "a machine loses its slots if the database does not answer for "
                        + timing.lease.inWords,
                    hint: hint))
        }
        if timing.pause < usual.pause || timing.overlap < usual.overlap {
            findings.append(
                Finding(
                    .note, "timing",
                    "it allows for pauses of a process of up to \(timing.pause.inWords), and for an old server that "
                        + "accepts writes for up to \(timing.overlap.inWords) after a failover",
                    hint: hint))
        }
        return findings
    }
}
