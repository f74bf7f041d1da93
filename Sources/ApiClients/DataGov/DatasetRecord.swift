package import Timekeeping

/// How far an upload is known to have come.
package enum UploadStage: String, Sendable, Hashable, Codable {
    /// The last bytes of the file were not let go: the storage cannot have it.
    case unsent
    /// The last bytes were let go, and no answer is known.
    case handedOver
    /// The storage answered with an error, which may have come after it had stored the file.
    case answeredWithError
    /// The storage has taken the file.
    case taken
}

/// How an upload ended.
package enum UploadEnd: Sendable, Hashable, Codable {
    /// The dataset has the file's rows; the status is the service's.
    case ingested(IngestionStatus)
    /// Its validation or its ingestion failed.
    case failed(IngestionStatus)
    /// The storage never had it.
    case unsent
    /// It was watched for as long as it may take, and nothing was seen of it, for this reason.
    case unseen(String)
}

/// One upload in the record of its dataset.
package struct TrackedUpload: Sendable, Hashable, Codable {
    /// The upload.
    package var upload: Upload
    /// How far it is known to have come.
    package var stage: UploadStage
    /// When it came there, by the clock of its boot.
    package var since: BootInstant
    /// The boot.
    package var boot: String
    /// The process that sent it.
    package var sender: String
    /// How it ended; nil while that is not known.
    package var end: UploadEnd?
    /// When that was found, by the same boot's clock; nil while it is not known.
    package var endedAt: BootInstant?
}

/// What is known of a dataset's latest uploads by this user: at most one of them has not ended.
package struct DatasetRecord: Sendable, Hashable, Codable {
    /// The uploads, the latest last.
    package private(set) var uploads: [TrackedUpload] = []

    private static let most = 30

    /// Nothing is known.
    package init() {}

    /// The latest upload whose end is not known.
    package var open: TrackedUpload? { uploads.last { $0.end == nil } }

    /// The upload of an intent.
    package subscript(id: String) -> TrackedUpload? { uploads.last { $0.upload.id == id } }

    /// Notes an upload in place of what was known of it.
    package mutating func note(_ upload: TrackedUpload) {
        if let index = uploads.firstIndex(where: { $0.upload.id == upload.upload.id }) {
            uploads[index] = upload
        } else {
            uploads.append(upload)
            forget()
        }
    }

    /// The record that machines share, with what only this one knows.
    ///
    /// An upload counts as unsent only where that is certain: a database may have lost a later record that says it was
    /// sent.
    ///
    /// - Parameters:
    ///   - shared: What was stored for all machines; nil if nothing is there.
    ///   - isWhole: Whether all that was ever stored is in it.
    ///   - boot: This machine and boot. What another one had not sent when its turn ended, it never sent.
    package func merged(with shared: DatasetRecord?, isWhole: Bool, boot: String) -> DatasetRecord {
        var merged = DatasetRecord()
        let known = Set(shared?.uploads.map(\.upload.id) ?? [])
        merged.uploads = uploads.filter { !known.contains($0.upload.id) }
        for upload in shared?.uploads ?? [] {
            let own = self[upload.upload.id]
            if isWhole {
                merged.uploads.append(upload.boot == boot ? upload : upload.knownUnsent)
            } else if let own, own != upload {
                merged.uploads.append(upload.orRather(own))
            } else {
                merged.uploads.append(upload)
            }
        }
        if !isWhole { merged.uploads = merged.uploads.map(\.perhapsSent) }
        merged.forget()
        return merged
    }

    /// Forgets the oldest uploads beyond the most; one whose end is not known only if there are none with an end.
    private mutating func forget() {
        while uploads.count > Self.most { uploads.remove(at: uploads.firstIndex { $0.end != nil } ?? 0) }
    }
}

extension TrackedUpload {
    /// Ended as unsent, if that is how far it came.
    fileprivate var knownUnsent: TrackedUpload {
        var upload = self
        if upload.stage == .unsent, upload.end == nil { upload.end = .unsent }
        return upload
    }

    /// The same upload, where a later record of it may be lost.
    fileprivate var perhapsSent: TrackedUpload {
        var upload = self
        switch (upload.stage, upload.end) {
        case (_, .unsent): upload.end = .unseen("what a database had recorded of it may be lost")
        case (.unsent, nil): break
        default: return upload
        }
        upload.stage = .handedOver
        upload.boot = DataGovClient.noBoot
        return upload
    }

    /// What is certain where two records of one upload differ and either may be the later one.
    fileprivate func orRather(_ other: TrackedUpload) -> TrackedUpload {
        for known in [self, other] { if case .ingested = known.end { return known } }
        var upload = self
        upload.stage = .handedOver
        upload.boot = DataGovClient.noBoot
        upload.end = end == nil || other.end == nil ? nil : .unseen("machines have recorded different ends of it")
        return upload
    }
}
