package import ApiClients
package import DurableRuns
package import FoundationEssentials
import LuaBridge
package import RunJournal
import SystemFiles
package import Timekeeping

/// What stands in for the machine and the network while a script is only tried: one virtual time for the script,
/// pacing, retries and services, and nothing that is shared with other processes.
///
/// One value is one process of that world: a script that is started again gets another one, with a lane of its own.
package struct VirtualWorld: Sendable {
    /// Where the script's tasks run.
    package var lane: VirtualLane
    /// What the start of the time is in dates.
    package var epoch: Date
    /// Answers requests; nothing else reaches a service.
    package var transport: Transport
    package var pacing: PacingStore
    package var datasets: DatasetQueue
    package var random: Randomness
    /// What the process is called among those that hold slots.
    package var holder: String
    /// What names of links are derived with.
    package var nameKey: [UInt8]
    /// What `math.random` starts from.
    package var seed: UInt64
    /// Opens the file that gets what the script prints.
    package var output: @Sendable () -> Int32
    /// What a recorded run is compared with; nil where none is replayed.
    package var replay: Replay?
    /// Is told the name of each link that was made without one; from any thread.
    package var named: @Sendable (String) -> Void = { _ in }
    /// Is told of each step boundary of a write; it may abandon the lane and never return.
    package var reached: @Sendable (CrashPoint) async -> Void

    /// A recorded run that is replayed instead of being resumed.
    package struct Replay: Sendable {
        /// Compares what is asked for.
        package let run: RunReplay
        /// Brings a copy of a run's record to the store, if there is one and it is not there.
        package let bring: @Sendable (RunIdentity) throws -> Void
        /// The folder of the store.
        package let folder: String

        package init(
            _ run: RunReplay, in folder: String, bring: @escaping @Sendable (RunIdentity) throws -> Void
        ) {
            self.run = run
            self.folder = folder
            self.bring = bring
        }
    }

    package init(
        _ lane: VirtualLane, epoch: Date, transport: Transport, pacing: PacingStore, datasets: DatasetQueue,
        random: Randomness, holder: String, nameKey: [UInt8], seed: UInt64, output: @escaping @Sendable () -> Int32,
        reached: @escaping @Sendable (CrashPoint) async -> Void
    ) {
        self.lane = lane
        self.epoch = epoch
        self.transport = transport
        self.pacing = pacing
        self.datasets = datasets
        self.random = random
        self.holder = holder
        self.nameKey = nameKey
        self.seed = seed
        self.output = output
        self.reached = reached
    }

    /// The clocks of the script and its clients.
    package var time: TimeSource { TimeSource(lane, date: epoch) }

    func install(in state: LuaState) throws {
        let time = time
        try state.installClock(
            seed: Int64(bitPattern: seed), now: { .seconds(time.date().timeIntervalSince1970) },
            running: { [began = time.now()] in time.now() - began })
        let descriptor = output()
        if descriptor >= 0 { state.redirectOutput(to: OpenFile(owning: descriptor)) }
    }

    func attach(to environment: inout ClientEnvironment) {
        environment.time = time
        environment.random = random
        environment.pacing = pacing
        environment.datasets = datasets
        environment.holder = holder
    }

    func runs(of profile: String, in folder: String) -> RunPlace {
        let time = time
        var store = RunStore(replay?.folder ?? folder, now: { time.date() })
        store.isInline = true
        // The only process of its world needs no lock.
        var place = RunPlace(store: store, profile: profile, nameKey: nameKey, lock: { _ in {} })
        place.reached = reached
        place.isAlone = true
        if let replay {
            place.profile = replay.run.identity.profile
            place.bringRecord = replay.bring
        }
        place.clock = { time.now() - .start }
        return place
    }
}
