import FoundationEssentials
import RunJournal

/// A run of a million items of which all but a thousand are done, gone on with after a kill.
struct ResumeBenchmark {
    let folder: String
    var items = 1_000_000
    var done = 999_000

    init(_ folder: String) { self.folder = folder }

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
            Figure(name: "recording \(done) items", value: making, unit: "s", digits: 1),
            Figure(name: "opening after a clean end", value: opening, unit: "s", digits: 3),
            Figure(name: "opening after a kill", value: checking, unit: "s", digits: 2),
            Figure(
                name: "passing \(done) items that are done", value: skipping, target: .below(4), unit: "s", digits: 2),
            Figure(name: "for each", value: skipping / Double(done) * 1e6, unit: "us", digits: 2),
            Figure(name: "the first new item's intent", value: sending * 1000, unit: "ms", digits: 2),
            Figure(
                name: "from a kill to the first new intent", value: checking + skipping + sending, target: .below(10),
                unit: "s", digits: 2),
            Figure(name: "memory grown meanwhile", value: grown, target: .below(50), unit: "MB"),
            Figure(name: "a summary", value: counting, unit: "s", digits: 2),
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
