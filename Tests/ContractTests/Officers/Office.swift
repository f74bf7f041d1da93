import ApiClients
import FoundationEssentials
import Synchronization
import TestSupport

/// How hard one history is on its clients.
struct OfficeConditions: Sendable {
    /// The longest time for which the status is that of the ingestion before.
    var mostStale = Duration.zero
    /// How often a request goes wrong in each way, from 0 to 1.
    var faults = 0.0
    var unknownWords = 0.0
    var emptyStatuses = 0.0
    var failedIngestions = 0.0
    /// Whether a link is refused while an ingestion is in progress.
    var refusesWhileBusy = false
    /// Whether the status names the ingestion.
    var namesIngestions = false
    /// Whether rows can be searched.
    var showsRows = true
}

/// data.gov.sg as `API.md` describes it, in memory and on virtual time, with one dataset that others write to as well.
///
/// It shares nothing with the clients but the form of requests.
final class Office: Sendable {
    static let dataset = "d_00000000000000000000000000000042"
    static let columns = ["month", "museum", "visitors"]

    struct File: Sendable, Hashable {
        /// Whose it is: what the ledger counts by.
        let name: String
        let isAppend: Bool
        let rows: [[String]]
        var isBad: Bool { rows.contains { Int($0[2]) == nil } }
    }

    private struct Ingestion {
        let number: Int
        /// Its number among those of its name.
        let occurrence: Int
        let file: File
        let arrived: Duration
        let length: Duration
        let stale: Duration
        let fails: Bool
        var began: Duration?
    }

    private struct State {
        var generator: SeededGenerator
        var conditions: OfficeConditions
        var rows: [[String]] = (1...20).map { ["2025-12", "Old \($0)", "\($0)"] }
        var queue: [Ingestion] = []
        var number = 0
        var lastEnd = Duration.zero
        var lastStatus: JSONValue = .object(["status": .string("INGESTION_SUCCESS")])
        var mask: (until: Duration, shown: JSONValue)?
        var links: [String: Bool] = [:]
        var stored: [String: Int] = [:]
        var applied: [String: Int] = [:]
        var appliedOccurrences: Set<String> = []
        var doubled: Set<String> = []
        var updates = 0

        mutating func chance(_ probability: Double) -> Bool {
            Double.random(in: 0..<1, using: &generator) < probability
        }
    }

    private let clock: VirtualClock
    /// What happened, to be read by people.
    let log = Shared<[String]>([])
    private let state: Mutex<State>

    init(_ clock: VirtualClock, _ conditions: OfficeConditions, seed: UInt64) {
        self.clock = clock
        state = Mutex(State(generator: SeededGenerator(seed: seed), conditions: conditions))
    }

    /// How often the rows of a file came into the dataset so far.
    func applied(_ name: String) -> Int { settled { $0.applied[name] ?? 0 } }
    /// Whether the rows of a file were ever in the dataset twice; another officer's replacement may take them away first.
    func isDoubled(_ name: String) -> Bool { settled { $0.doubled.contains(name) } }
    /// Whether the file that was the n-th of its name in the storage was ingested.
    func isApplied(_ name: String, _ occurrence: Int) -> Bool {
        settled { $0.appliedOccurrences.contains("\(name) \(occurrence)") }
    }
    func stored(_ name: String) -> Int { settled { $0.stored[name] ?? 0 } }
    var rows: [[String]] { settled { $0.rows } }
    var isBusy: Bool { settled { !$0.queue.isEmpty } }

    /// From now on nothing goes wrong any more.
    func calm() {
        state.withLock { state in
            state.conditions.faults = 0
            state.conditions.unknownWords = 0
            state.conditions.emptyStatuses = 0
            state.conditions.failedIngestions = 0
        }
    }

    /// Another officer's upload.
    func upload(_ file: File) {
        settled { store(file, &$0) }
    }

    func note(_ line: String) {
        let now = clock.now.sinceStart
        log.change { $0.append("\(now.components.seconds) s: \(line)") }
    }

    private func settled<Value>(_ body: (inout State) -> Value) -> Value {
        let now = clock.now.sinceStart
        return state.withLock { state in
            Self.advance(&state, to: now)
            return body(&state)
        }
    }

    private func store(_ file: File, _ state: inout State) {
        state.number += 1
        state.stored[file.name, default: 0] += 1
        let seconds =
            state.chance(0.04)
            ? Double.random(in: 3700..<8000, using: &state.generator)
            : Double.random(in: 2..<300, using: &state.generator)
        let stale = state.conditions.mostStale * Double.random(in: 0...1, using: &state.generator)
        let fails = state.chance(state.conditions.failedIngestions)
        note(
            "stored \(file.name), \(file.isAppend ? "append" : "replace"), \(Int(seconds)) s, stale \(stale), "
                + "fails \(fails), bad \(file.isBad)"
        )
        state.queue.append(
            Ingestion(
                number: state.number, occurrence: state.stored[file.name] ?? 0, file: file,
                arrived: clock.now.sinceStart, length: .seconds(seconds),
                stale: stale, fails: fails))
        Self.advance(&state, to: clock.now.sinceStart)
    }

    private static func advance(_ state: inout State, to now: Duration) {
        while let next = state.queue.first {
            let began = next.began ?? max(next.arrived, state.lastEnd)
            if next.began == nil {
                state.queue[0].began = began
                state.mask = (began + next.stale, state.lastStatus)
            }
            // What does not fit is found early.
            let end = began + (next.file.isBad ? next.length * 0.3 : next.length)
            guard end <= now else { return }
            state.queue.removeFirst()
            state.lastEnd = end
            var word = "INGESTION_SUCCESS"
            if next.file.isBad {
                word = "VALIDATION_FAILED"
            } else if next.fails {
                word = "INGESTION_FAILED"
            } else {
                state.rows = next.file.isAppend ? state.rows + next.file.rows : next.file.rows
                state.applied[next.file.name, default: 0] += 1
                state.appliedOccurrences.insert("\(next.file.name) \(next.occurrence)")
                if let first = next.file.rows.first, state.rows.count(where: { $0 == first }) > 1 {
                    state.doubled.insert(next.file.name)
                }
                state.updates += 1
            }
            state.lastStatus = status(word, next, state)
        }
    }

    private static func status(_ word: String, _ ingestion: Ingestion, _ state: State) -> JSONValue {
        var members: [String: JSONValue] = ["status": .string(word)]
        if state.conditions.namesIngestions { members["ingestionId"] = .int(Int64(ingestion.number)) }
        if word == "VALIDATION_FAILED" {
            members["errors"] = .array([.string("row 2, column visitors: not a number (\(ingestion.file.name))")])
        }
        return .object(members)
    }

    private static func shownStatus(_ state: State, _ now: Duration) -> JSONValue {
        if let mask = state.mask, now < mask.until { return mask.shown }
        guard let first = state.queue.first, let began = first.began else { return state.lastStatus }
        let share = (now - began) / first.length
        let word =
            share < 0.15
            ? "PENDING" : share < 0.3 ? "PENDING_VALIDATION" : share < 0.4 ? "VALIDATION_PASSED" : "PENDING_INGESTION"
        return status(word, first, state)
    }

    /// Answers as the service would; some requests go wrong before it, some after.
    func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
        let latency = state.withLock { Duration.milliseconds(Int.random(in: 5...300, using: &$0.generator)) }
        try await clock.sleep(for: latency)
        if request.method == .put { return try await put(request) }
        let fault = state.withLock { state in state.chance(state.conditions.faults) }
        if fault { return try lost(request) }
        let path = request.url.prefix { $0 != "?" }
        if path.hasSuffix("ingestion-status") { return envelope(200, status()) }
        if path.hasSuffix("-link") { return link(appends: path.hasSuffix("append-link")) }
        if path.hasSuffix("metadata") {
            let updates = settled { $0.updates }
            return envelope(200, .object(["lastUpdatedAt": .string("2026-01-01T00:00:00.\(1000 + updates)Z")]))
        }
        return search(request)
    }

    private func lost(_ request: HTTPRequest) throws -> HTTPResponse {
        switch state.withLock({ Int.random(in: 0..<4, using: &$0.generator) }) {
        case 0: throw TransportFailure(.notSent, "cannot connect", requestHandedOver: false)
        case 1: throw TransportFailure(.closed, "connection reset", requestHandedOver: true)
        case 2: throw TransportFailure(.timedOut, "no answer", requestHandedOver: true)
        default: return HTTPResponse(status: 503)
        }
    }

    private func status() -> JSONValue {
        let now = clock.now.sinceStart
        return settled { state in
            if state.chance(state.conditions.emptyStatuses) { return .null }
            if state.chance(state.conditions.unknownWords) {
                return .object(["status": .string("AWAITING_MODERATION")])
            }
            return Self.shownStatus(state, now)
        }
    }

    private func link(appends: Bool) -> HTTPResponse {
        settled { state in
            if state.conditions.refusesWhileBusy, !state.queue.isEmpty {
                return json(409, .object(["code": .int(7), "errorMsg": .string("An ingestion is in progress.")]))
            }
            let name = String(state.generator.next(), radix: 36)
            state.links[name] = appends
            return envelope(
                201,
                .object(["url": .string("https://storage.example/\(name)?X-Amz-SignedHeaders=host&X-Amz-Signature=s")])
            )
        }
    }

    private func search(_ request: HTTPRequest) -> HTTPResponse {
        let query = Dictionary(request.query.map { ($0.name, $0.value) }) { first, _ in first }
        let (offset, limit) = (Int(query["offset"] ?? "") ?? 0, Int(query["limit"] ?? "") ?? 100)
        return settled { state in
            guard state.conditions.showsRows else { return json(404, .object(["success": .bool(false)])) }
            let records = state.rows.enumerated().dropFirst(offset).prefix(limit).map { number, row in
                var record: [String: JSONValue] = ["_id": .int(Int64(number + 1))]
                for (name, value) in zip(Self.columns, row) { record[name] = .string(value) }
                return JSONValue.object(record)
            }
            return json(
                200,
                .object([
                    "success": .bool(true),
                    "result": .object([
                        "fields": .array([]), "records": .array(Array(records)), "total": .int(Int64(state.rows.count)),
                    ]),
                ]))
        }
    }

    /// A file on its way into the storage.
    private func put(_ request: HTTPRequest) async throws -> HTTPResponse {
        let name = String(request.url.dropFirst("https://storage.example/".count).prefix { $0 != "?" })
        let (fault, appends) = state.withLock { state in
            (
                state.chance(state.conditions.faults * 3) ? Int.random(in: 0..<8, using: &state.generator) : 8,
                state.links[name]
            )
        }
        guard case .file(let body) = request.body, let appends else { return HTTPResponse(status: 403) }
        if fault == 0 { throw TransportFailure(.notSent, "cannot connect", requestHandedOver: false) }
        if fault == 1 { throw TransportFailure(.closed, "reset", requestHandedOver: false) }
        var bytes: [UInt8] = []
        do {
            let reader = FileBody.Reader(body)
            while let chunk = try reader.next() { bytes += chunk }
        } catch let error as ApiError {
            throw TransportFailure(.local, error.message, requestHandedOver: false, cause: error)
        }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: ",").map(String.init)
        }
        let rows = Array(lines.dropFirst())
        let file = File(name: rows.first?[1] ?? "", isAppend: appends, rows: rows)
        switch fault {
        case 2: throw TransportFailure(.closed, "reset", requestHandedOver: true)
        case 3: throw TransportFailure(.timedOut, "no answer", requestHandedOver: true)
        case 4: return HTTPResponse(status: 503)
        default: break
        }
        settled { store(file, &$0) }
        switch fault {
        case 5: throw TransportFailure(.closed, "reset", requestHandedOver: true)
        case 6: throw TransportFailure(.timedOut, "no answer", requestHandedOver: true)
        case 7: return HTTPResponse(status: 500)
        default: return HTTPResponse(status: 200)
        }
    }

    private func envelope(_ status: Int, _ data: JSONValue) -> HTTPResponse {
        json(status, .object(["code": .int(0), "data": data]))
    }

    private func json(_ status: Int, _ value: JSONValue) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: HeaderFields([("Content-Type", "application/json")]),
            body: (try? JSONEncoder().encode(value)) ?? Data())
    }
}
