import Figures
import FoundationEssentials
import Glibc
import PlainSQLite
import RunJournal

/// Durable steps, an intent and a result each, ten to an item, against flushes alone; then items of one step.
///
/// The sides take turns, so that a busy disk slows all.
struct StepBenchmark {
    let folder: String
    var steps = 1_500
    var rounds = 7

    private static let intent =
        #"{"longUrl":"https://www.example.gov.sg/campaigns/2026/page/7413","shortUrl":"k3jx9qpa","timeout":120}"#
    private static let result =
        #"{"shortUrl":"k3jx9qpa","longUrl":"https://www.example.gov.sg/campaigns/2026/page/7413","state":"ACTIVE"}"#

    init(_ folder: String) { self.folder = folder }

    func figures() async throws -> [Figure] {
        guard let plain = plain_sqlite_open("\(folder)/plain.sqlite") else { throw Unusable() }
        defer { plain_sqlite_close(plain) }
        let log = open("\(folder)/log", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        defer { close(log) }
        let store = RunStore("\(folder)/runs")
        let one = try store.open(RunIdentity(profile: "benchmark", name: "one"))
        let many = try store.open(RunIdentity(profile: "benchmark", name: "many"))
        let (onePass, manyPass) = (try one.pass(), try many.pass())
        var rates: [[Double]] = [[], [], [], [], [], []]
        var ratios: (plain: [Double], group: [Double]) = ([], [])
        for round in 0..<rounds {
            let bare = try await seconds { try append(log) }
            let sqlite = try await seconds { try insert(plain, round) }
            let single = try await seconds {
                try await work(one, onePass, round, workers: 1, items: steps / 10, steps: 10)
            }
            let group = try await seconds {
                try await work(many, manyPass, round, workers: 16, items: steps * 4 / 10, steps: 10)
            }
            let items = try await seconds {
                try await work(one, onePass, round, workers: 1, items: steps, steps: 1)
            }
            let manyItems = try await seconds {
                try await work(many, manyPass, round, workers: 16, items: steps * 4, steps: 1)
            }
            let count = Double(steps)
            for (index, rate) in [
                count / bare, count / sqlite, count / single, count * 4 / group, count / items, count * 4 / manyItems,
            ].enumerated() {
                rates[index].append(rate)
            }
            ratios.plain.append(sqlite / single)
            ratios.group.append(single * 4 / group)
        }
        try one.close()
        try many.close()
        return [
            Figure("append and fdatasync", rates[0].median, unit: "/s", digits: 0),
            Figure("plain SQLite, synchronous=FULL", rates[1].median, unit: "/s", digits: 0),
            Figure("durable steps, 1 worker", rates[2].median, unit: "/s", digits: 0),
            Figure("durable steps, 16 workers", rates[3].median, unit: "/s", digits: 0),
            Figure("items of one step, 1 worker", rates[4].median, unit: "/s", digits: 0),
            Figure("items of one step, 16 workers", rates[5].median, unit: "/s", digits: 0),
            Figure("durable steps, 1 worker / plain SQLite", ratios.plain.median, .atLeast(0.6)),
            Figure("durable steps, 16 workers / 1 worker", ratios.group.median, .atLeast(3)),
        ]
    }

    private func append(_ log: Int32) throws {
        let record = Array((Self.intent + "\n").utf8)
        for _ in 0..<steps {
            write(log, record, record.count)
            fdatasync(log)
        }
    }

    /// SQLite could not be used as it is meant.
    private struct Unusable: Error {}

    private func insert(_ database: OpaquePointer, _ round: Int) throws {
        for number in 0..<steps {
            guard plain_sqlite_insert(database, "\(round)-\(number)", Self.intent) == 0 else { throw Unusable() }
        }
    }

    /// Items of so many steps, each begun and finished.
    private func work(
        _ journal: RunJournal, _ pass: ItemPass, _ round: Int, workers: Int, items: Int, steps: Int
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<workers {
                group.addTask {
                    for number in stride(from: worker, to: items, by: workers) {
                        let item = try pass.item("\(steps)-\(round)-\(number)", digest: [1, 2, 3, 4, 5, 6, 7, 8])
                        for ordinal in 1...steps {
                            let step = Step(
                                item, call: "links.create", service: "go",
                                arguments: Array(repeating: UInt8(ordinal), count: 16), place: "0:\(ordinal)")
                            try await journal.intend(step, intent: Self.intent)
                            try await journal.record(step, result: Self.result)
                        }
                        try await journal.finish(item, .done(result: Self.result))
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}
