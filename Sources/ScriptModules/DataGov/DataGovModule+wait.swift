import ApiClients
import Catalogue
import LuaBridge
import StartRecords
import Synchronization
import TerminalText

extension DataGovModule {
    /// Declared here; in Lua (`publish.lua`) is the loop that calls `on_status`.
    static let wait = Binding<DataGovModule>(
        "datagov.wait", "Waits until ingestions have ended, and raises an error if one failed.",
        .required(
            "upload", WaitTargets.self,
            "What datagov.upload or datagov.append returned, a dataset's id, or a list of these."),
        .option("timeout", default: Duration.seconds(3600), "Seconds to wait, for all of a list together."),
        .option(
            "on_status", LuaCallable?.self, called: .repeatedly,
            "Called with each new status and its dataset's id; the first may be that of an earlier ingestion."),
        result: .init(
            type: "datagov.Status|datagov.Status[]", summary: "The last status; of a list, a list in its order."),
        effect: .read, errors: [.ingestion, .timeout, .uncertain],
        example: """
            local dataset <const> = "d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912"
            local status = datagov.wait(dataset, {
              on_status = function(status) print(status.status) end,
            })
            print(status.status)
            """)

    /// `await(upload, { timeout })`: waits without telling what it sees.
    static let waitQuietly = Binding<DataGovModule>(
        "datagov.wait", "Waits until ingestions have ended.",
        .required("upload", WaitTargets.self, "What is waited for."),
        .option("timeout", default: Duration.seconds(3600), "Seconds to wait."),
        returns: Returns(.init(type: "any", summary: "The result.")) { (event: WaitEvent) in [event.value] },
        example: "",
        read: { module, targets, timeout in try await module.wait(targets, timeout) { _ in } })

    /// `events(upload, timeout)`: an iterator over each new status, then over one event with the result.
    static let waitEvents = Binding<DataGovModule>(
        "datagov.wait", "Iterates over what is seen while ingestions are waited for.",
        .required("upload", WaitTargets.self, "What is waited for."),
        .required("timeout", Duration.self, "Seconds."),
        returns: .iterator(type: "any", "An event.") { (event: WaitEvent) in [event.lua] },
        errors: [], example: "",
        run: { module, targets, timeout in
            let events = WaitEvents(on: module.services.time.executor) { tell in
                try await module.wait(targets, timeout, tell)
            }
            return PagedSource { try await events.next().map { [$0] } }
                .iterator("datagov.wait", label: "waiting for the ingestion")
        })

    /// Waits for all at once.
    ///
    /// - Throws: after all have ended, the first failure in their order; its details tell the others.
    private func wait(
        _ targets: WaitTargets, _ timeout: Duration, _ tell: @escaping @Sendable (WaitEvent) -> Void
    ) async throws -> WaitEvent {
        let task = TaskStatus.current
        task?.status = "waiting for the ingestion"
        let results = await withTaskGroup(of: (Int, Result<IngestionStatus, any Error>).self) { group in
            for (index, awaited) in targets.all.enumerated() {
                group.addTask {
                    // Not in the tuple: optimised by Swift 6.3, `index` would be 0 after the wait.
                    let result: Result<IngestionStatus, any Error>
                    do { result = .success(try await wait(awaited, timeout, tell, task)) } catch {
                        result = .failure(error)
                    }
                    return (index, result)
                }
            }
            var results: [Int: Result<IngestionStatus, any Error>] = [:]
            for await (index, result) in group { results[index] = result }
            return targets.all.indices.compactMap { results[$0] }
        }
        let failures = results.compactMap { result in
            if case .failure(let error) = result { error } else { nil }
        }
        if let first = failures.first {
            guard failures.count > 1, var error = first as? ApiError else { throw first }
            for other in failures.dropFirst() {
                error.details.append("also: \(other)")
                guard let other = other as? ApiError else { continue }
                error.details += other.details
                error.rows += other.rows
            }
            throw error
        }
        return .result(try results.map { try $0.get() }, isList: targets.isList)
    }

    private func wait(
        _ awaited: Awaited, _ timeout: Duration, _ tell: @escaping @Sendable (WaitEvent) -> Void,
        _ task: LuaTaskContext?
    ) async throws -> IngestionStatus {
        let shown = awaited.dataset.flatMap { services.live?.wait(for: "waiting for the ingestion of \($0)") }
        let ended = awaited.dataset.flatMap { services.meter?.ingestion("\($0)") }
        defer { if let shown { services.live?.end(shown) } }
        do {
            let status = try await waited(awaited, timeout, tell, task)
            ended?(nil)
            return status
        } catch {
            ended?("\(error)")
            throw error
        }
    }

    private func waited(
        _ awaited: Awaited, _ timeout: Duration, _ tell: @escaping @Sendable (WaitEvent) -> Void,
        _ task: LuaTaskContext?
    ) async throws -> IngestionStatus {
        let progress: DataGovClient.IngestionProgress = { status in
            task?.status = "ingestion: \(status.state.rawValue)".visible
            if let dataset = awaited.dataset { tell(.status(status, dataset)) }
        }
        return try await WaitWords.$current.withValue(WaitWords { task?.status = $0.visible }) {
            switch awaited {
            case .upload(let upload): try await wait(upload, timeout, progress, task)
            case .dataset(let dataset): try await client.wait(dataset, timeout: timeout, progress: progress)
            case .planned: IngestionStatus(data: .object(["status": .string("PLANNED")]))
            }
        }
    }

    /// Waits, and has the end recorded with the upload: one that failed is open again.
    private func wait(
        _ upload: Upload, _ timeout: Duration, _ progress: @escaping DataGovClient.IngestionProgress,
        _ task: LuaTaskContext?
    ) async throws -> IngestionStatus {
        do {
            let status = try await client.wait(upload, timeout: timeout, progress: progress)
            try await sequelEnded(task, upload.receipt, nil)
            return status
        } catch let error as ApiError where error.failedUpload == upload.id {
            try await sequelEnded(task, upload.receipt, error.scriptError)
            throw error
        }
    }
}

/// What `datagov.wait` is given: one, or a list.
struct WaitTargets: LuaConvertible {
    static var luaTypeName: String { "\(Awaited.luaTypeName)|(\(Awaited.luaTypeName))[]" }

    let all: [Awaited]
    let isList: Bool

    init(lua: LuaValue) throws(LuaMismatch) {
        if case .table(let table) = lua, table.fields.isEmpty, !table.array.isEmpty {
            var all: [Awaited] = []
            for element in table.array { all.append(try Awaited(lua: element)) }
            self.all = all
            isList = true
        } else {
            all = [try Awaited(lua: lua)]
            isList = false
        }
    }

    var lua: LuaValue { isList ? .table(LuaTable(array: all.map(\.lua))) : all.first?.lua ?? .nil }
}

/// Something seen while ingestions are waited for.
enum WaitEvent: Sendable {
    case status(IngestionStatus, DatasetID)
    case result([IngestionStatus], isList: Bool)

    /// The status, or the result.
    var value: LuaValue {
        let shape = IngestionStatus.shape
        switch self {
        case .status(let status, _): return shape.table(status)
        case .result(let statuses, let isList):
            let tables = statuses.map(shape.table)
            return isList ? .table(LuaTable(array: tables)) : tables.first ?? .nil
        }
    }

    var lua: LuaValue {
        switch self {
        case .status(_, let dataset): .table(["status": value, "dataset": dataset.lua])
        case .result: .table(["result": value])
        }
    }
}

/// The events of one wait, which begins when the first is asked for and ends when no more is asked for.
private final class WaitEvents: Sendable {
    typealias Work = @Sendable (@escaping @Sendable (WaitEvent) -> Void) async throws -> WaitEvent

    private let work: Work
    private let executor: (any TaskExecutor)?
    private let stream = Mutex<AsyncThrowingStream<WaitEvent, any Error>?>(nil)

    init(on executor: (any TaskExecutor)?, _ work: @escaping Work) {
        self.executor = executor
        self.work = work
    }

    func next() async throws -> WaitEvent? {
        let events = stream.withLock { stream in
            let events = stream ?? begin()
            stream = events
            return events
        }
        var iterator = events.makeAsyncIterator()
        let event = try await iterator.next()
        if event == nil { try Task.checkCancellation() }
        return event
    }

    private func begin() -> AsyncThrowingStream<WaitEvent, any Error> {
        let (stream, continuation) = AsyncThrowingStream<WaitEvent, any Error>.makeStream()
        let task = Task(executorPreference: executor) { [work] in
            do {
                continuation.yield(try await work { continuation.yield($0) })
                continuation.finish()
            } catch {
                continuation.finish(throwing: error)
            }
        }
        continuation.onTermination = { _ in task.cancel() }
        return stream
    }
}
