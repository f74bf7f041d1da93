import ApiClients
import FoundationEssentials
import RunJournal
import Synchronization
import TestSupport

/// The record of a script's uploads in the journal that durable runs have, on a real disk.
final class OfficeJournal: Sendable {
    private struct Opened {
        let journal: RunJournal
        let pass: ItemPass
        let items: [RunItem]
        let steps: [Step]
    }

    private let folder = ScratchFolder()
    private let identity = RunIdentity(profile: "office", name: "uploads")
    private let opened = Mutex<Opened?>(nil)

    /// Opens the journal, after a kill as well, and says how far the uploads of `files` have come.
    func open(_ files: [Office.File]) throws -> [OfficeScript.Standing] {
        let journal = try RunStore(folder("runs")).open(identity)
        let pass = try journal.pass()
        let items = try files.map { try pass.item($0.name, digest: Array($0.name.utf8)) }
        let answers = try zip(files, items).map { file, item in
            try ItemSteps(item, in: journal).ask(
                ItemSteps.Request(
                    call: file.isAppend ? "datagov.append" : "datagov.upload", service: "datagov",
                    arguments: Array(file.name.utf8), place: "0:1"))
        }
        opened.withLock { $0 = Opened(journal: journal, pass: pass, items: items, steps: answers.map(\.step)) }
        return try zip(items, answers).map { item, answer in
            if item.standing == .done { return .done }
            let known = answer.standing
            switch known.state {
            case nil: return .new
            case .intended, .uncertain: return .intended(try Self.decode(known.intent))
            case .done: return .uploaded(try Self.decode(known.result))
            case .refused: return (try? Self.decode(known.error)).map { .failed($0) } ?? .new
            }
        }
    }

    /// Records how far an upload has come.
    func note(_ index: Int, _ standing: OfficeScript.Standing) async throws {
        guard let opened = opened.withLock({ $0 }) else { return }
        let (journal, item, step) = (opened.journal, opened.items[index], opened.steps[index])
        switch standing {
        case .new: try await journal.refuse(step, error: "{}")
        case .intended(let intent): try await journal.intend(step, intent: try Self.encode(intent))
        case .uploaded(let upload): try await journal.record(step, result: try Self.encode(upload), awaitsEnd: true)
        case .done:
            try await journal.conclude(step)
            try await journal.finish(item, .done(result: nil))
        case .failed(let upload): try await journal.refuse(step, error: try Self.encode(upload))
        }
    }

    /// Records that an item has ended otherwise than well.
    func fail(_ index: Int, _ work: OfficeScript.Work) async throws {
        guard let opened = opened.withLock({ $0 }) else { return }
        if work.isUncertain, case .intended = work.standing {
            try await opened.journal.doubt(opened.steps[index], error: "{}")
        }
        try await opened.journal.finish(
            opened.items[index], work.isUncertain ? .uncertain(error: "{}") : .failed(kind: "server", error: "{}"))
    }

    /// Closes the journal as a process does that has gone through all items.
    func close() throws {
        let opened = opened.withLock { $0 }
        abandon()
        guard let opened else { return }
        _ = try opened.journal.noteWhole(opened.pass)
        try opened.journal.close()
    }

    /// Leaves the journal as a killed process does.
    func abandon() { opened.withLock { $0 = nil } }

    private static func encode(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    private static func decode<Value: Decodable>(_ text: String?) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data((text ?? "").utf8))
    }
}
