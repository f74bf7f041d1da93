import HostLeases
import ScriptRunner
import Timekeeping

/// Whether the timing that somebody wrote into the database keeps what it is for.
struct TimingChecks {
    private let timing: LeaseTiming
    /// `TCP_USER_TIMEOUT` of the requests that are sent.
    private static let delivery = Duration.seconds(20)

    init(_ timing: LeaseTiming) { self.timing = timing }

    func findings() -> [DoctorCommand.Finding] {
        typealias Finding = DoctorCommand.Finding
        let usual =
            "The usual values: UPDATE govscript.cluster SET lease_ms = 15000, delivery_ms = 20000, "
            + "pause_ms = 5000, overlap_ms = 30000;"
        guard timing.lease > .zero, timing.delivery >= Self.delivery, timing.pause > .zero, timing.overlap >= .zero
        else {
            return [
                Finding(
                    .bad, "timing",
                    "lease \(timing.lease), delivery \(timing.delivery), pause \(timing.pause), overlap "
                        + "\(timing.overlap): the limit may be exceeded after a machine has died, since a request "
                        + "may be on its way for \(Self.delivery)",
                    hint: usual, code: .configuration)
            ]
        }
        var findings = [
            Finding(
                .good, "timing",
                "a lease lasts \(timing.lease); the slots of a dead machine are used again after "
                    + "\(timing.watch(.seconds(1)))")
        ]
        if timing.lease < .seconds(5) {
            findings.append(
                Finding(
                    .note, "timing", "a machine loses its slots if the database does not answer for \(timing.lease)",
                    hint: usual))
        }
        if timing.pause < .seconds(1) || timing.overlap < .seconds(30) {
            findings.append(
                Finding(
                    .note, "timing",
                    "it counts with pauses of a process up to \(timing.pause), and with an old server that takes "
                        + "writes for up to \(timing.overlap) after a failover",
                    hint: usual))
        }
        return findings
    }
}
