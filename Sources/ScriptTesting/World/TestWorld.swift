import ApiClients
package import ApiEmulator
package import DurableRuns
package import FoundationEssentials
import ScriptRunner
import Settings
import Synchronization
package import Timekeeping

/// The services, the files and the time of one test, of which nothing leaves the process.
///
/// Its services are an emulator that is called without a socket. Scripts are started in it one after the other, as
/// processes that share its state: one that was killed finds its runs again.
package final class TestWorld: Sendable {
    /// What a world is made of.
    package struct Setup: Sendable {
        /// Files of the working folder by their paths, which lead nowhere else.
        package var files: [String: String] = [:]
        /// What the services are like; time, places and randomness are the world's own.
        package var services = EmulatorConfiguration()
        package var seed: UInt64 = 1

        package init() {
            services.answerDelay = .milliseconds(20) ... .milliseconds(80)
        }
    }

    private struct State {
        var exchanges: [TestExchange] = []
        var processes = 0
        var ended: Set<String> = []
        var reached: [CrashPoint: Int] = [:]
        var death: StepBoundary?
        var drawnNames: Set<String> = []
    }

    /// Every world begins at this moment, so that dates in what scripts write are the same each time.
    package static let epoch = Date(timeIntervalSince1970: 1_767_574_800)

    package let time: VirtualTime
    package let emulator: EmulatorServer
    /// All that the test gives: its files, links and datasets.
    let given: String
    /// The datasets that there were at the beginning.
    let datasetIDs: [String]
    /// The working folder of scripts.
    package let folder: String
    let seed: UInt64
    /// Ends scripts that take too long.
    let watch: CaseWatch
    private let root: String
    /// Where the services' own work runs, which continues when a script is killed.
    private let services: VirtualLane
    private let pacing = PacingStore.inMemory()
    private let state = Mutex(State())

    /// - Throws: ``EmulatorError``, ``TestWorldError`` for a file that cannot be written.
    package init(_ setup: Setup = Setup(), time: VirtualTime = VirtualTime(), watch: CaseWatch = CaseWatch()) throws {
        self.time = time
        self.watch = watch
        seed = setup.seed
        services = VirtualLane(time)
        root = FileManager.default.temporaryDirectory.appending(path: "govscript-test-\(UUID().uuidString)").path
        folder = root + "/work"
        var configuration = setup.services
        configuration.clock = services
        configuration.epoch = Self.epoch.addingTimeInterval(Duration.nanoseconds(time.now.count).inSeconds)
        configuration.seed = setup.seed
        configuration.stateDirectory = nil
        try Self.makeFolder(folder)
        for (path, text) in setup.files.sorted(by: { $0.key < $1.key }) { try Self.write(text, to: path, in: folder) }
        datasetIDs = configuration.datasets.map(\.id)
        let links = configuration.links.map { "\($0.shortUrl) \($0.longUrl)" }
        let rows = configuration.datasets.flatMap { $0.rows.map { $0.joined(separator: " ") } }
        given = (Array(setup.files.values) + links + datasetIDs + rows).joined(separator: "\n")
        emulator = try EmulatorServer(configuration)
    }

    /// Ends its services and removes its files.
    package func remove() {
        emulator.close()
        try? FileManager.default.removeItem(atPath: root)
    }

    /// Where scripts keep runs, out of their own reach.
    var stateDirectory: String { root + "/state" }

    /// What has been sent so far, in the order of arrival.
    package var exchanges: [TestExchange] { state.withLock { $0.exchanges } }

    /// The names of links that no script has chosen.
    var drawnNames: Set<String> { state.withLock { $0.drawnNames } }

    /// How often each step boundary was reached by the script that was started last.
    package var boundaries: [CrashPoint: Int] { state.withLock { $0.reached } }

    /// Where the next script that is started is killed.
    package func kill(at boundary: StepBoundary?) { state.withLock { $0.death = boundary } }

    /// What a file of the working folder holds; nil if there is none, or if it is no text.
    package func file(_ path: String) -> String? {
        try? String(contentsOfFile: folder + "/" + path, encoding: .utf8)
    }

    /// The profile and keys by which the services are reached.
    func configuration(_ secrets: SecretRegistry) -> RunConfiguration {
        let access = emulator.directAccess
        let keys: [KeyName: Secret] = [
            .go: Secret(access.goKey), .forsg: Secret(access.forsgKey), .datagov: Secret(access.datagovKey),
            .datagovPublic: Secret(access.publicKey),
        ]
        return RunConfiguration(sandbox: Self.profile(at: access.root), keys: keys, secrets: secrets)
    }

    /// The sandbox's profile with its services at an address.
    static func profile(at root: String) -> Profile {
        var profile = Profile(builtIn: .sandbox)
        profile[.go].url = root + "/go/api"
        profile[.forsg].url = root + "/forsg/api"
        profile[.datagov].url = root + "/datagov"
        profile[.datagov].publicTier = .production
        return profile
    }

    /// The files of the working folder, by their paths there.
    var files: [String: String] {
        let names = FolderPaths.below(folder)
        return Dictionary(uniqueKeysWithValues: names.compactMap { name in file(name).map { (name, $0) } })
    }

    /// One more process of this world.
    ///
    /// - Parameter output: Opens the file that gets what its script prints.
    func process(output: @escaping @Sendable () -> Int32) -> VirtualWorld {
        let number = state.withLock { state in
            state.processes += 1
            state.reached = [:]
            return state.processes
        }
        let lane = VirtualLane(time)
        let clocks = TimeSource(lane, date: Self.epoch)
        // Of this world only: the slots that a process holds are known by their holder in all of the real process.
        let holder = "\(root) process \(number)"
        let random = SeededRandom(seed: seed &+ UInt64(number))
        let store = PacingStore { [self] account, limits, decide in
            let ended = state.withLock { $0.ended }
            try await pacing.transact(account, limits) { ledger in
                ledger.reclaim(now: clocks.now()) { ended.contains($0) }
                decide(&ledger)
            }
        }
        var world = VirtualWorld(
            lane, epoch: Self.epoch, transport: transport(), pacing: store, datasets: .inMemory(clocks),
            random: Randomness { random.next() }, holder: holder, nameKey: (0..<32).map { UInt8($0) }, seed: seed,
            output: output,
            reached: { [self] point in
                if isDeath(point) { await lane.endHere() }
            })
        world.named = { [self] name in
            state.withLock { _ = $0.drawnNames.insert(name) }
        }
        return world
    }

    /// The process is no more: what it holds is free.
    func ended(_ process: VirtualWorld) {
        state.withLock { state in
            state.ended.insert(process.holder)
            state.death = nil
        }
    }

    private func isDeath(_ point: CrashPoint) -> Bool {
        state.withLock { state in
            state.reached[point, default: 0] += 1
            return state.death == StepBoundary(point, state.reached[point] ?? 0)
        }
    }

    private func transport() -> Transport {
        let direct = DirectTransport(emulator: emulator, services: services) { [self] exchange in
            state.withLock { state in
                state.exchanges.append(exchange)
                return state.exchanges.count - 1
            }
        } answered: { [self] index, status in
            state.withLock { $0.exchanges[index].status = status }
        }
        return direct.transport
    }

    private static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw TestWorldError("cannot make the folder \(path): \(error)")
        }
    }

    private static func write(_ text: String, to path: String, in folder: String) throws {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard !path.isEmpty, !path.hasPrefix("/"), !parts.contains("..") else {
            throw TestWorldError("the file '\(path)' of a test has to lie in its own folder")
        }
        if parts.count > 1 { try makeFolder(folder + "/" + parts.dropLast().joined(separator: "/")) }
        do {
            try Data(text.utf8).write(to: URL(filePath: folder + "/" + path))
        } catch {
            throw TestWorldError("cannot write the file '\(path)' of a test: \(error)")
        }
    }
}

/// Why a test's world cannot be made: one sentence.
package struct TestWorldError: Error, CustomStringConvertible {
    package let description: String

    init(_ description: String) { self.description = description }
}

/// One of the moments at which a test kills a script: `intended:2` is the second recorded intent.
package struct StepBoundary: Sendable, Hashable, CustomStringConvertible {
    package var point: CrashPoint
    /// Counted from 1.
    package var count: Int

    package init(_ point: CrashPoint, _ count: Int) { (self.point, self.count) = (point, count) }

    /// Reads the form of ``description``.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let point = CrashPoint(rawValue: String(parts[0])), let count = Int(parts[1]), count > 0
        else { return nil }
        self.init(point, count)
    }

    package var description: String { "\(point.rawValue):\(count)" }
}
