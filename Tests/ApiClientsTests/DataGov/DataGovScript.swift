import ApiClients
import FoundationEssentials
import TestSupport

/// data.gov.sg as one test needs it: each kind of request has its answers, of which the last is given for ever.
struct DataGovScript: Sendable {
    var statuses: [String] = [DataGovScript.success]
    var rowCounts: [Int?] = [100]
    var updatedAt: [String] = ["2026-01-01T00:00:00.000Z"]
    var puts: [ScriptedAnswer] = [.success(HTTPResponse(status: 200))]
    /// The first rows of the dataset, where it has as many.
    var firstRows: [String] = []
    /// Its last rows, as the search shows them; all others are of somebody else.
    var lastRows = [#"{"_id":101,"a":"1","b":2}"#, #"{"_id":102,"a":"3","b":"4.0"}"#]
    var link = "https://storage.example/bucket/key?X-Amz-SignedHeaders=host&X-Amz-Signature=s"

    static let success = #"{"status":"INGESTION_SUCCESS","id":1}"#
    static func status(_ state: String, _ id: Int = 2) -> String { #"{"status":"\#(state)","id":\#(id)}"# }
    static let dataset = "d_07c63be0f37e6e59c07a4ddc2fd87fcb"

    func fixture() -> Fixture {
        let script = self
        let counts = Shared<[String: Int]>([:])
        @Sendable func turn<Value>(_ kind: String, _ values: [Value]) -> Value {
            let index = counts.change { counts in
                counts[kind, default: 0] += 1
                return counts[kind, default: 1] - 1
            }
            return values[min(index, values.count - 1)]
        }
        @Sendable func latest<Value>(_ kind: String, _ values: [Value]) -> Value {
            values[min(max(0, (counts.value[kind] ?? 0) - 1), values.count - 1)]
        }
        return Fixture { request, _ in
            let path = request.url.prefix { $0 != "?" }
            if request.method == .put {
                if case .file(let file) = request.body {
                    let reader = FileBody.Reader(file)
                    do {
                        while try reader.next() != nil {}
                    } catch let error as ApiError {
                        throw TransportFailure(.local, error.message, requestHandedOver: false, cause: error)
                    }
                }
                return try turn("put", script.puts).get()
            }
            if path.hasSuffix("ingestion-status") {
                return try ScriptedAnswer.json(200, #"{"code":0,"data":\#(turn("status", script.statuses))}"#).get()
            }
            if path.hasSuffix("-link") {
                return try ScriptedAnswer.json(201, #"{"code":0,"data":{"url":"\#(script.link)"}}"#).get()
            }
            if path.hasSuffix("metadata") {
                let date = turn("metadata", script.updatedAt)
                return try ScriptedAnswer.json(200, #"{"code":0,"data":{"lastUpdatedAt":"\#(date)"}}"#).get()
            }
            let query = Dictionary(request.query.map { ($0.name, Int($0.value) ?? 0) }) { first, _ in first }
            let (offset, limit) = (query["offset"] ?? 0, query["limit"] ?? 0)
            let isCount = limit == 1 && offset == 0
            guard let total = isCount ? turn("rows", script.rowCounts) : latest("rows", script.rowCounts) else {
                return try ScriptedAnswer.json(404, #"{"success":false,"error":{"message":"not found"}}"#).get()
            }
            let records = (offset..<max(offset, min(total, offset.saturatingAdding(limit)))).map { place in
                if place < script.firstRows.count { return script.firstRows[place] }
                let fromEnd = total - place
                let isLast = fromEnd <= script.lastRows.count
                return isLast ? script.lastRows[script.lastRows.count - fromEnd] : #"{"a":"x","b":"y"}"#
            }
            let list = records.joined(separator: ",")
            return try ScriptedAnswer.json(
                200, #"{"success":true,"result":{"fields":[],"records":[\#(list)],"total":"\#(total)"}}"#
            ).get()
        }
    }
}

/// A file of a test, removed with its last reference.
final class TemporaryFile: Sendable {
    let path: String

    init(_ text: String, suffix: String = "csv") throws {
        path = FileManager.default.temporaryDirectory.path + "/clients-\(UInt64.random(in: 0 ... .max)).\(suffix)"
        try write(text)
    }

    func write(_ text: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
