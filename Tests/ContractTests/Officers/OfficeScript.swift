import ApiClients
import FoundationEssentials
import TestSupport

/// One start of a script, which may be killed before any of its requests and records.
final class OfficeProcess: Sendable {
    struct Killed: Error {}

    private let left: Shared<Int>

    init(killedAfter steps: Int) { left = Shared(steps) }

    /// Every step of a process that was killed fails: nothing of it reaches anybody any more.
    func step() throws {
        guard
            left.change({ left in
                left -= 1
                return left >= 0
            })
        else { throw Killed() }
    }

    var isDead: Bool { left.value < 0 }

    /// The queue as this process sees it.
    func queue(_ shared: DatasetQueue) -> DatasetQueue {
        DatasetQueue(boot: shared.boot, sender: shared.sender) { dataset, host, deadline, isNeedless in
            try self.step()
            return try await shared.take(dataset, host, deadline, isNeedless).map { turn in
                HeldTurn(
                    read: turn.read,
                    write: { record in
                        try self.step()
                        try turn.write(record)
                    }, end: turn.end)
            }
        }
    }

    func transport(_ office: Office) -> Transport {
        Transport { request in
            // Killed before the request leaves, or while its answer is on its way.
            try self.step()
            let response = try await office.answer(request)
            try self.step()
            return response
        }
    }
}

/// A script that uploads files one after the other and waits for each, and its record of the steps: the least that a
/// durable run does.
///
/// The record is in memory, or the journal of real runs: then each start knows only what it finds there.
final class OfficeScript: Sendable {
    /// What becomes of an upload whose ingestion failed when the script is started again.
    enum AfterFailure: Sendable {
        /// It is sent again, as by `bulk.each`.
        case sendAgain
        /// The same receipt is waited for again.
        case askAgain
        /// Nothing: nobody asks any more.
        case leave
    }

    enum Standing: Sendable {
        case new
        case intended(UploadIntent)
        case uploaded(Upload)
        case done
        case failed(Upload)
    }

    struct Work: Sendable {
        let file: Office.File
        var standing = Standing.new
        var isUncertain = false
    }

    let work: Shared<[Work]>
    /// The uploads that were said to have failed: a file's name, and how many of that name were in the storage then.
    let failures = Shared<[(name: String, stored: Int)]>([])
    private let afterFailure: AfterFailure
    private let journal: OfficeJournal?

    init(_ files: [Office.File], afterFailure: AfterFailure, journal: OfficeJournal?) {
        work = Shared(files.map { Work(file: $0) })
        self.afterFailure = afterFailure
        self.journal = journal
    }

    /// Goes through all files once.
    ///
    /// - Returns: What was reported wrongly.
    func start(_ process: OfficeProcess, _ client: DataGovClient, _ office: Office, timeout: Duration) async -> [String]
    {
        var lies: [String] = []
        do {
            if let standings = try journal?.open(work.value.map(\.file)) {
                work.change { work in for index in work.indices { work[index].standing = standings[index] } }
            }
        } catch {
            return ["the journal cannot be opened: \(error)"]
        }
        defer { journal?.abandon() }
        for index in work.value.indices {
            do {
                try await go(index, process, client, office, timeout)
                guard case .done = work.value[index].standing else { continue }
                let file = work.value[index].file
                if office.applied(file.name) == 0 { lies.append("\(file.name) was reported as done and is not") }
            } catch let error as ApiError where !process.isDead {
                office.note("\(work.value[index].file.name): \(error.kind) \(error)")
                let isUnsure = error.kind == .uncertain || error.inDoubt
                work.change { $0[index].isUncertain = isUnsure }
                let expected: [ApiError.Kind] = [
                    .uncertain, .timeout, .ingestion, .unreachable, .server, .conflict, .rejected,
                ]
                if !expected.contains(error.kind) { lies.append("\(error.kind): \(error)") }
                do { try await journal?.fail(index, work.value[index]) } catch { lies.append("journal: \(error)") }
            } catch {
                office.note("\(work.value[index].file.name): killed, \(work.value[index].standing)".prefix(60) + "")
                if !process.isDead { lies.append("\(error)") }
                return lies
            }
        }
        do { try journal?.close() } catch { lies.append("the journal cannot be closed: \(error)") }
        return lies
    }

    private func note(_ index: Int, _ standing: Standing, _ process: OfficeProcess) async throws {
        try process.step()
        try await journal?.note(index, standing)
        work.change {
            $0[index].standing = standing
            $0[index].isUncertain = false
        }
    }

    private func go(
        _ index: Int, _ process: OfficeProcess, _ client: DataGovClient, _ office: Office, _ timeout: Duration
    ) async throws {
        let item = work.value[index]
        let dataset = try DatasetID(Office.dataset)
        let mode: UploadMode = item.file.isAppend ? .append : .replace
        switch item.standing {
        case .done: return
        case .failed where afterFailure == .leave: return
        case .failed(let upload) where afterFailure == .askAgain:
            work.change { $0[index].standing = .uploaded(upload) }
        case .failed, .new, .intended:
            try await client.inTurn(at: dataset, for: mode, timeout: timeout) {
                if case .intended(let intent) = item.standing {
                    switch try await client.settle(intent, timeout: timeout) {
                    case .happened(let upload): return try await self.note(index, .uploaded(upload), process)
                    case .notHappened: return try await self.send(index, intent, process, client)
                    case .unknown(let words): throw ApiError(.uncertain, words)
                    }
                }
                let intent =
                    try await mode == .append
                    ? client.prepareAppend(dataset, path: item.file.name, timeout: timeout)
                    : client.prepareUpload(dataset, path: item.file.name, timeout: timeout)
                try await self.note(index, .intended(intent), process)
                try await self.send(index, intent, process, client)
            }
        case .uploaded: break
        }
        guard case .uploaded(let upload) = work.value[index].standing else { return }
        do {
            _ = try await client.wait(upload, timeout: timeout)
            try await note(index, .done, process)
        } catch let error as ApiError where error.failedUpload == upload.id {
            failures.change { $0.append((item.file.name, office.stored(item.file.name))) }
            try await note(index, .failed(upload), process)
            throw error
        }
    }

    private func send(
        _ index: Int, _ intent: UploadIntent, _ process: OfficeProcess, _ client: DataGovClient
    ) async throws {
        let upload: Upload
        do {
            upload = try await client.perform(intent)
        } catch let error as ApiError where !error.inDoubt && error.kind != .uncertain && !process.isDead {
            try await note(index, .new, process)
            throw error
        }
        try await note(index, .uploaded(upload), process)
    }
}
