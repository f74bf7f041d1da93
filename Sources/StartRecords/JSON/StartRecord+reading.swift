import JSONTape
import Timekeeping

extension StartRecord {
    /// Why a text is no record.
    package enum Unreadable: Error, Sendable, Hashable {
        /// It was written by a newer version, of which this one does not know the meaning.
        case newer
        case damaged
    }

    /// Reads one line that ``json`` has written, of this version or an earlier one; members that are not known are
    /// passed over.
    ///
    /// - Throws: ``Unreadable``
    package init(json: [UInt8]) throws(Unreadable) {
        let result: Result<StartRecord, Unreadable>
        do {
            result = try json.withUnsafeBytes { bytes in
                try JSONDocument.read(bytes) { root in Self.read(root) }
            }
        } catch {
            throw .damaged
        }
        self = try result.get()
    }

    private static func read(_ root: JSONNode) -> Result<StartRecord, Unreadable> {
        guard let version = root["version"]?.integer else { return .failure(.damaged) }
        guard version <= Self.version else { return .failure(.newer) }
        guard let id = root["id"]?.string, let script = root["script"],
            let started = root["started"]?.string.flatMap(RecordTime.moment)
        else { return .failure(.damaged) }
        var record = StartRecord(
            id: id,
            script: Script(
                name: script["name"]?.string ?? "", path: script["path"]?.string, digest: script["sha256"]?.string),
            started: started)
        root["arguments"]?.forEachElement { record.arguments.append($0.string ?? "") }
        record.profile = root["profile"]?.string
        record.schedule = root["schedule"]?.string
        record.retry = root.int("retry")
        record.host = root["host"]?.string ?? ""
        record.machine = root["machine"]?.string
        record.user = root["user"]?.string ?? ""
        record.pid = Int32(clamping: root.int("pid"))
        record.directory = root["directory"]?.string ?? ""
        record.program = root["program"]?.string ?? ""
        record.isDryRun = root["dry_run"]?.bool ?? false
        let asOf = root["ended"]?.string ?? root["as_of"]?.string
        record.asOf = asOf.flatMap(RecordTime.moment) ?? started
        if let ending = root["ending"] {
            record.ending = Ending(
                ending["reason"]?.string.flatMap(Ending.Reason.init) ?? .failed,
                code: root["exit_code"]?.integer.map { Int32(clamping: $0) }, message: ending["message"]?.string,
                hint: ending["hint"]?.string)
        }
        record.work = Work(root)
        return .success(record)
    }
}

extension Work {
    fileprivate init(_ root: JSONNode) {
        self.init()
        runs = Listed(root["runs"]) { RunPass($0) }
        if let node = root["items"] {
            items.done = node.int("done")
            items.before = node.int("before")
            items.failed = node.int("failed")
            items.uncertain = node.int("uncertain")
        }
        root["writes"]?.forEachElement { node in
            var count = CallCount(call: node["call"]?.string ?? "")
            count.done = node.int("done")
            count.failed = node.int("failed")
            count.uncertain = node.int("uncertain")
            writes.append(count)
        }
        root["services"]?.forEachElement { services.append(ServiceUse($0)) }
        if let lost = root["lost_answers"] {
            lostAnswers.done = lost.int("done")
            lostAnswers.sentAgain = lost.int("sent_again")
            lostAnswers.unknown = lost.int("unknown")
        }
        failures.listed = Listed(root["failures"]) { Failure($0) }
        root["failures"]?["kinds"]?.forEachMember { failures.kinds[$0.description] = Int(clamping: $1.integer ?? 0) }
        ingestions = Listed(root["ingestions"]) { node in
            Ingestion(
                dataset: node["dataset"]?.string ?? "", after: node.seconds("after"), took: node.seconds("seconds"),
                error: node["error"]?.string)
        }
        warnings = Listed(root["warnings"]) { $0.string ?? "" }
        for activity in Activity.allCases { time[activity] = root["time"]?.seconds(activity.jsonName) ?? .zero }
        if let node = root["timeline"] { timeline = Timeline(node) }
    }
}

extension Listed {
    fileprivate init(_ node: JSONNode?, _ element: (JSONNode) -> Element) {
        self.init()
        guard let node else { return }
        node["first"]?.forEachElement { first.append(element($0)) }
        total = max(node.int("total"), first.count)
    }
}

extension RunPass {
    fileprivate init(_ node: JSONNode) {
        self.init(name: node["name"]?.string ?? "")
        done = node.int("done")
        before = node.int("before")
        failed = node.int("failed")
        uncertain = node.int("uncertain")
        changed = node.int("changed")
        untried = node.int("untried")
        total = node["items"]?.integer.map { Int(clamping: $0) }
        isWhole = node["whole"]?.bool ?? false
    }
}

extension ServiceUse {
    fileprivate init(_ node: JSONNode) {
        self.init(name: node["name"]?.string ?? "")
        title = node["title"]?.string ?? name
        requests = node.int("requests")
        refused = node.int("refused")
        failed = node.int("failed")
        retries = node.int("retries")
        node["reasons"]?.forEachElement {
            reasons.append(RetryReason(words: $0["reason"]?.string ?? "", count: $0.int("count")))
        }
        if let limit = node["limit"] {
            slots = limit.int("requests")
            window = limit.seconds("seconds")
            share = limit["share"]?.double
        }
        answering = node.seconds("answering")
        slowest = node.seconds("slowest")
    }
}

extension Failure {
    fileprivate init(_ node: JSONNode) {
        self.init(
            source: node["source"]?.string ?? "", key: node["key"]?.string, place: node["place"]?.string,
            state: node["state"]?.string ?? "", kind: node["kind"]?.string ?? "",
            message: node["message"]?.string ?? "", hint: node["hint"]?.string)
    }
}

extension Timeline {
    fileprivate init(_ node: JSONNode) {
        self.init()
        step = max(.milliseconds(1), node.seconds("step"))
        node["services"]?.forEachElement { service in
            var line = Line(service: service["name"]?.string ?? "")
            func read(_ name: StaticString, _ field: WritableKeyPath<Step, Int>) {
                var index = 0
                service[name]?.forEachElement { number in
                    guard index < Self.most else { return }
                    if line.steps.count <= index { line.steps.append(Step()) }
                    line.steps[index][keyPath: field] = Int(clamping: number.integer ?? 0)
                    index += 1
                }
            }
            read("requests", \.requests)
            read("refused", \.refused)
            read("failed", \.failed)
            read("retries", \.retries)
            lines.append(line)
        }
        for activity in Activity.allCases {
            var index = 0
            node["time"]?[activity.jsonName]?.forEachElement { number in
                guard index < Self.most else { return }
                if shares.count <= index { shares.append(TimeShares()) }
                shares[index][activity] = number.span
                index += 1
            }
        }
    }
}

extension JSONNode {
    fileprivate func int(_ name: StaticString) -> Int { Int(clamping: self[name]?.integer ?? 0) }

    fileprivate func seconds(_ name: StaticString) -> Duration { self[name]?.span ?? .zero }

    /// A number of seconds, which are written to the millisecond.
    fileprivate var span: Duration {
        let milliseconds = ((double ?? 0) * 1000).rounded()
        return .milliseconds(Int64(exactly: milliseconds) ?? 0)
    }

    fileprivate var double: Double? {
        switch kind {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }
}
