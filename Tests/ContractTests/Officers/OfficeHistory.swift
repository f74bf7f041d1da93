import ApiClients
import FoundationEssentials
import TestSupport

/// One history of a dataset: our scripts with their kills and starts, other officers, and a service that goes wrong.
struct OfficeHistory: Sendable {
    let seed: UInt64

    /// Whether the scripts record their steps in the journal of real runs, which takes a tenth of a second: a tenth of
    /// the histories of every test run, a hundredth of the others.
    private var usesJournal: Bool { seed % (seed < 200 ? 10 : 100) == 3 }

    /// What our scripts said that is not so, and then all that happened; empty if all is well.
    func run() async throws -> [String] {
        let clock = VirtualClock()
        return try await clock.run { try await self.run(clock) }
    }

    private func run(_ clock: VirtualClock) async throws -> [String] {
        var generator = SeededGenerator(seed: seed)
        let officers = Int.random(in: 0...3, using: &generator)
        let conditions = conditions(officers, &generator)
        let office = Office(clock, conditions, seed: generator.next())
        // One boot clock for all processes: they leave each other times of it.
        let time = TimeSource(clock)
        let shared = DatasetQueue.inMemory(time)
        let scripts = (0..<Int.random(in: 1...2, using: &generator)).map { number in
            OfficeScript(
                files("S\(number)", &generator),
                afterFailure: Bool.random(using: &generator)
                    ? .sendAgain : seed.isMultiple(of: 2) ? .askAgain : .leave,
                journal: usesJournal ? OfficeJournal() : nil)
        }
        let (officersSeed, startsSeeds) = (generator.next(), scripts.map { _ in generator.next() })
        let lies = Shared<[String]>([])
        try await withThrowingTaskGroup(of: Void.self) { group in
            for officer in 0..<officers {
                group.addTask {
                    try await Self.act(officer, office, clock, seed: officersSeed &+ UInt64(officer))
                }
            }
            for (script, seed) in zip(scripts, startsSeeds) {
                group.addTask {
                    var generator = SeededGenerator(seed: seed)
                    for _ in 0..<Int.random(in: 1...4, using: &generator) {
                        try await clock.sleep(for: .seconds(Double.random(in: 0..<600, using: &generator)))
                        let process = OfficeProcess(killedAfter: Int.random(in: 0..<120, using: &generator))
                        let client = try Self.client(script, process, office, shared, time, seed: generator.next())
                        let wrong = await script.start(process, client, office, timeout: .seconds(3600))
                        lies.change { $0 += wrong }
                    }
                }
            }
            try await group.waitForAll()
        }
        // All is quiet, and what can be known is found out by two more starts.
        office.calm()
        try await clock.sleep(for: .seconds(40_000))
        for _ in 0..<2 {
            for script in scripts {
                let process = OfficeProcess(killedAfter: .max)
                let client = try Self.client(script, process, office, shared, time, seed: seed)
                let wrong = await script.start(process, client, office, timeout: .seconds(36_000))
                lies.change { $0 += wrong }
            }
        }
        try await clock.sleep(for: .seconds(40_000))
        let wrong = lies.value + scripts.flatMap { verdicts($0, office, conditions) }
        return wrong.isEmpty ? [] : wrong + ["\(conditions)"] + office.log.value
    }

    private func verdicts(_ script: OfficeScript, _ office: Office, _ conditions: OfficeConditions) -> [String] {
        var wrong: [String] = []
        for failure in script.failures.value where office.isApplied(failure.name, failure.stored) {
            wrong.append("\(failure.name) was said to have failed and was ingested")
        }
        for item in script.work.value {
            let (name, applied) = (item.file.name, office.applied(item.file.name))
            if office.isDoubled(name) { wrong.append("\(name) is in the dataset twice") }
            switch item.standing {
            case .done where applied == 0: wrong.append("\(name) is done and lost")
            case .failed where applied > 0: wrong.append("\(name) is failed and was ingested")
            case .new, .intended, .uploaded:
                guard item.isUncertain else {
                    wrong.append("\(name) has no end")
                    continue
                }
                if conditions.showsRows, isThere(item.file, office.rows) {
                    wrong.append("\(name) is uncertain, and a look shows its rows")
                }
            default: break
            }
        }
        return wrong
    }

    private func isThere(_ file: Office.File, _ rows: [[String]]) -> Bool {
        guard let first = file.rows.first, let place = rows.firstIndex(of: first) else { return false }
        // What is added to a replacement leaves it as it is.
        return Array(rows[place...].prefix(file.rows.count)) == file.rows && (file.isAppend || place == 0)
    }

    private func conditions(_ officers: Int, _ generator: inout SeededGenerator) -> OfficeConditions {
        var conditions = OfficeConditions()
        conditions.mostStale =
            [.zero, .seconds(3), .seconds(60), .seconds(600)].randomElement(using: &generator) ?? .zero
        conditions.faults = [0, 0.02, 0.08].randomElement(using: &generator) ?? 0
        conditions.unknownWords = [0, 0.05].randomElement(using: &generator) ?? 0
        conditions.emptyStatuses = [0, 0.02].randomElement(using: &generator) ?? 0
        conditions.failedIngestions = [0, 0.15].randomElement(using: &generator) ?? 0
        conditions.refusesWhileBusy = Bool.random(using: &generator)
        conditions.namesIngestions = Bool.random(using: &generator)
        // Without rows, and with others at work, no client can know whose ingestion a status is of.
        conditions.showsRows = officers > 0 || Int.random(in: 0..<5, using: &generator) > 0
        return conditions
    }

    private func files(_ script: String, _ generator: inout SeededGenerator) -> [Office.File] {
        (1...Int.random(in: 1...3, using: &generator)).map { number in
            Self.file(
                "\(script)F\(number)", isAppend: Int.random(in: 0..<4, using: &generator) > 0,
                isBad: Int.random(in: 0..<8, using: &generator) == 0, &generator)
        }
    }

    private static func file(
        _ name: String, isAppend: Bool, isBad: Bool, _ generator: inout SeededGenerator
    ) -> Office.File {
        let rows = (1...Int.random(in: 1...4, using: &generator)).map { number in
            ["2026-0\(number)", name, isBad ? "many" : "\(number)"]
        }
        return Office.File(name: name, isAppend: isAppend, rows: rows)
    }

    /// An officer who uploads now and then, sometimes what does not fit.
    private static func act(_ officer: Int, _ office: Office, _ clock: VirtualClock, seed: UInt64) async throws {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<Int.random(in: 1...4, using: &generator) {
            try await clock.sleep(for: .seconds(Double.random(in: 0..<1500, using: &generator)))
            office.upload(
                file(
                    "O\(officer)F\(number)", isAppend: Int.random(in: 0..<4, using: &generator) > 0,
                    isBad: Int.random(in: 0..<4, using: &generator) == 0, &generator))
        }
    }

    private static func client(
        _ script: OfficeScript, _ process: OfficeProcess, _ office: Office, _ shared: DatasetQueue,
        _ time: TimeSource, seed: UInt64
    ) throws -> DataGovClient {
        var environment = ClientEnvironment(transport: process.transport(office))
        environment.time = time
        environment.random = .seeded(seed)
        environment.policy.budget = 1_000_000
        environment.policy.patience = .seconds(86_400)
        environment.datasets = process.queue(shared)
        let files = script.work.value.map(\.file)
        return DataGovClient(
            try DataGovEndpoints("https://data.example", key: Secret("admin-key")), environment: environment
        ) { path in
            guard let file = files.first(where: { $0.name == path }) else { throw ApiError(.data, "no \(path)") }
            let records = [Office.columns] + file.rows
            return FileSource(records.map { $0.joined(separator: ",") + "\n" }.joined())
        }
    }
}
