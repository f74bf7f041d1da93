import ApiClients
@testable import HostState
import TestSupport

/// A state directory on a virtual clock, and the processes that would use it.
struct SharedHost {
    let directory: TemporaryDirectory
    let clock: VirtualClock
    /// One for all, as the boot clock is.
    let time: TimeSource
    let notices = Shared<[String]>([])

    init() throws {
        directory = try TemporaryDirectory()
        clock = VirtualClock()
        time = TimeSource(clock)
    }

    /// Another machine on the same clock.
    init(sharingClockOf host: SharedHost) throws {
        directory = try TemporaryDirectory()
        clock = host.clock
        time = host.time
    }

    /// Opens the directory as another process would.
    func state(boot: String = "one", command: String = "") throws -> HostState {
        let notices = notices
        return try HostState(
            at: directory.path, command: command, time: time, boot: BootIdentity(boot),
            notice: { notice in notices.change { $0.append(notice) } })
    }

    /// A pacer of the process that opened `state`.
    func pacer(_ state: HostState, _ limits: PacingLimits, key: String = "live_v1_secret") throws -> Pacer {
        let endpoint = try ServiceEndpoint("https://links.example/api", key: Secret(key))
        return Pacer(
            PacingAccount(endpoint, group: "links"), limits: limits, store: state.pacingStore(),
            time: time, holder: state.holderName)
    }

    /// What was told to the user, with the folder's name left out.
    var told: [String] {
        notices.value.map { $0.replacing(directory.path, with: "DIR") }
    }

    var now: Duration { clock.now.sinceStart }
}
