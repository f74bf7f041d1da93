import Figures
import FoundationEssentials
import RunJournal

/// A run of which all but a thousandth of its items are done, resumed after a kill.
struct ResumeBenchmark {
    let folder: String
    let items: Int
    private var done: Int { items - max(1, items / 1000) }

    init(_ folder: String, items: Int) {
        self.folder = folder
        self.items = items
    }

    func figures() async throws -> [Figure] {
        let store = RunStore("\(folder)/runs")
        let identity = RunIdentity(profile: "benchmark", name: "long")
        let making = try await make(store, identity)
        let before = residentMegabytes
        var journal: RunJournal?
        let opening = try await seconds { journal = try store.open(identity) }
        guard let journal else { return [] }
        var pass: ItemPass?
        var skipped = 0
        var first: RunItem?
        let skipping = try await seconds {
            pass = try journal.pass()
            for number in 0..<items where first == nil {
                let item = try pass?.item(key(number), digest: digest(number), place: "links.csv:\(number + 2)")
                if let item, item.standing == .done, !item.isChanged { skipped += 1 } else { first = item }
            }
        }
        guard let first, skipped == done else { return [] }
        let step = Step(first, call: "links.create", service: "go", arguments: [1])
        let sending = try await seconds { try await journal.intend(step, intent: "{}") }
        let grown = residentMegabytes - before
        let counting = try await seconds { _ = try journal.reader.summary() }
        let checking = try await check(journal, store, identity)
        try journal.close()
        return [
            Figure("recording \(done) items", making, unit: "s", digits: 1),
            Figure("opening after a clean end", opening, unit: "s", digits: 3),
            Figure("opening after a kill", checking, unit: "s"),
            Figure("passing \(done) items that are done", skipping, unit: "s"),
            Figure("for each", skipping / Double(done) * 1e6, unit: "us"),
            Figure("the first new item's intent", sending * 1000, unit: "ms"),
            Figure("passing them / recording them", skipping / making, .atMost(0.15)),
            Figure(
                "from a kill to the first new intent / recording", (checking + skipping + sending) / making,
                .atMost(0.35)),
            Figure("memory grown meanwhile", grown, unit: "MB", digits: 0, .atMost(50)),
            Figure("a summary", counting, unit: "s"),
        ]
    }

    /// Opens a copy that was taken while the journal was open, as a kill leaves it.
    private func check(_ journal: RunJournal, _ store: RunStore, _ identity: RunIdentity) async throws -> Double {
        let copy = "\(folder)/copy"
        try FileManager.default.copyItem(atPath: store.directory, toPath: copy)
        let killed = RunStore(copy)
        var opened: RunJournal?
        let time = try await seconds { opened = try killed.open(identity) }
        try opened?.close()
        return time
    }

    private func make(_ store: RunStore, _ identity: RunIdentity) async throws -> Double {
        let journal = try store.open(identity)
        let pass = try journal.pass()
        let result =
            #"{"shortUrl":"k3jx9qpa","longUrl":"https://www.example.gov.sg/campaigns/2026/page","state":"ACTIVE"}"#
        let time = try await seconds {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<done {
                    let item = try pass.item(key(number), digest: digest(number), place: "links.csv:\(number + 2)")
                    group.addTask { _ = try await journal.finish(item, .done(result: result)) }
                    if number > 32 { try await group.next() }
                }
                try await group.waitForAll()
            }
        }
        try journal.close()
        return time
    }

    private func key(_ number: Int) -> String { "campaign-2026-\(number)" }

    private func digest(_ number: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt64(number) &* 0x9E37_79B9_7F4A_7C15) { Array($0) }
    }

    /// The process's resident memory.
    private var residentMegabytes: Double {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ")
        return pages.flatMap { Double($0[1]) }.map { $0 * 4096 / 1e6 } ?? .nan
    }
}
