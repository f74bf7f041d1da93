@testable import ApiClients
import FoundationEssentials
import Testing

/// What a machine knows of a dataset's uploads, and what all machines know.
struct MergedRecordTests {
    private func upload(_ id: String, _ stage: UploadStage, boot: String = "here", end: UploadEnd? = nil) throws
        -> TrackedUpload
    {
        let text = """
            {"upload":{"id":"\(id)","dataset":"d_00000000000000000000000000000001","mode":"append","startedAt":1,
            "file":{"size":1,"sha256":"","md5":"","rows":1},"baseline":{"status":{"status":"INGESTION_SUCCESS"}}},
            "stage":"\(stage.rawValue)","since":5,"boot":"\(boot)","sender":"process 1"}
            """
        var tracked = try JSONDecoder().decode(TrackedUpload.self, from: Data(text.utf8))
        tracked.end = end
        return tracked
    }

    private func record(_ uploads: TrackedUpload...) -> DatasetRecord {
        var record = DatasetRecord()
        for upload in uploads { record.note(upload) }
        return record
    }

    private let ingested = UploadEnd.ingested(.success)

    @Test func whatAllKnowCounts() throws {
        let shared = record(try upload("a", .taken, boot: "there"), try upload("b", .handedOver))
        let own = record(try upload("a", .unsent, boot: "there"), try upload("b", .taken))
        #expect(own.merged(with: shared, isWhole: true, boot: "here") == shared)
    }

    /// It was begun before the machines shared turns.
    @Test func whatOnlyOneKnowsIsKept() throws {
        let own = record(try upload("old", .taken))
        let shared = record(try upload("a", .taken, boot: "there", end: ingested))
        for isWhole in [true, false] {
            let all = own.merged(with: shared, isWhole: isWhole, boot: "here")
            #expect(all.uploads.map(\.upload.id) == ["old", "a"])
            #expect(all.open?.upload.id == "old")
        }
        #expect(own.merged(with: nil, isWhole: false, boot: "here") == own)
    }

    /// The last bytes leave when all machines have it that they do.
    @Test func whatAnotherMachineHadNotSentItNeverSent() throws {
        let shared = record(try upload("a", .unsent, boot: "there"), try upload("b", .unsent))
        let all = DatasetRecord().merged(with: shared, isWhole: true, boot: "here")
        #expect(all["a"]?.end == .unsent)
        // Of this machine's own boot; its processes tell it from its stage.
        #expect(all["b"]?.end == nil && all["b"]?.stage == .unsent)
    }

    @Test func whereRecordsMayBeLostNothingCountsAsUnsent() throws {
        let shared = record(
            try upload("a", .unsent, boot: "there"), try upload("b", .unsent), try upload("c", .unsent, end: .unsent),
            try upload("d", .taken, end: ingested))
        let own = record(try upload("e", .unsent))
        let all = own.merged(with: shared, isWhole: false, boot: "here")
        for id in ["a", "b", "e"] {
            let upload = all[id]
            #expect(upload?.stage == .handedOver && upload?.end == nil && upload?.boot == "unknown", "\(id)")
        }
        #expect(all["c"]?.stage == .handedOver)
        guard case .unseen = all["c"]?.end else {
            Issue.record("c counts as \(String(describing: all["c"]?.end))")
            return
        }
        #expect(all["d"] == shared["d"])
    }

    @Test func whereRecordsDifferAndMayBeLostNoneIsBelieved() throws {
        let shared = record(
            try upload("a", .unsent, end: .unsent), try upload("b", .taken), try upload("c", .unsent, end: .unsent))
        let own = record(
            try upload("a", .handedOver), try upload("b", .taken, end: ingested),
            try upload("c", .handedOver, end: .unseen("")))
        let all = own.merged(with: shared, isWhole: false, boot: "here")
        #expect(all["a"]?.stage == .handedOver && all["a"]?.end == nil)
        #expect(all["b"]?.end == ingested)
        #expect(all["c"]?.stage == .handedOver && all["c"]?.end != .unsent && all["c"]?.end != nil)
    }
}
