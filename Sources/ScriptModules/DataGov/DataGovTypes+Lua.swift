package import ApiClients
import Catalogue
import FoundationEssentials
package import LuaBridge

extension DatasetID: LuaConvertible {
    package static var luaTypeName: String { "string" }
    package init(lua: LuaValue) throws(LuaMismatch) {
        let text = try String(lua: lua)
        do { try self.init(text) } catch { throw LuaMismatch(of: lua, error) }
    }
    package var lua: LuaValue { .string(text) }
}

extension UploadMode: LuaConvertible, CaseIterable {
    package static var allCases: [UploadMode] { [.replace, .append] }
}

extension Upload {
    /// What scripts get for an upload; `receipt` is all that is needed to wait for it, now or in a later run.
    static let shape = RecordShape<Upload>(
        "datagov.Upload",
        RecordField("dataset", \.dataset, "The dataset's id."),
        RecordField("mode", \.mode, "replace or append."),
        RecordField("size", \.file.size.asInt, "Bytes of the file."),
        RecordField("rows", \.file.rows.asInt, "Lines of the file after its header."),
        RecordField("receipt", \.receipt, "For datagov.wait; keep it as it is."))

    var receipt: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // An upload is made of strings and numbers: encoding it cannot fail.
        return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    init?(receipt: String) {
        guard let upload = try? JSONDecoder().decode(Upload.self, from: Data(receipt.utf8)) else { return nil }
        self = upload
    }
}

extension Int64 {
    var asInt: Int { Int(self) }
}

/// What `datagov.wait` waits for.
enum Awaited: LuaConvertible {
    case upload(Upload)
    case dataset(DatasetID)
    /// What a dry run gave for an upload.
    case planned

    static var luaTypeName: String { "datagov.Upload|string" }

    /// The dataset; nil where nothing is waited for.
    var dataset: DatasetID? {
        switch self {
        case .upload(let upload): upload.dataset
        case .dataset(let dataset): dataset
        case .planned: nil
        }
    }

    init(lua: LuaValue) throws(LuaMismatch) {
        switch lua {
        case .table(let table) where table["planned"] == true: self = .planned
        case .table(let table):
            guard case .string(let receipt) = table["receipt"], let upload = Upload(receipt: receipt) else {
                throw LuaMismatch("expected what datagov.upload returned, got another table")
            }
            self = .upload(upload)
        case .string: self = .dataset(try DatasetID(lua: lua))
        default: throw LuaMismatch(expected: "an upload or a dataset's id", got: lua)
        }
    }

    var lua: LuaValue {
        switch self {
        case .upload(let upload): Upload.shape.table(upload)
        case .dataset(let dataset): dataset.lua
        case .planned: .table(["planned": true])
        }
    }
}

extension IngestionStatus {
    static let shape = RecordShape<IngestionStatus>(
        "datagov.Status",
        RecordField("status", \.state.rawValue, "INGESTION_SUCCESS, PENDING_VALIDATION, … as the service says it."),
        RecordField("finished", \.state.isFinal, "Whether nothing is in progress."),
        RecordField("errors", \.errors, "What the service reported."))
}
