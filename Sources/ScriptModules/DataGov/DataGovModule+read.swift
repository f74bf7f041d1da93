import ApiClients
import Catalogue
import LuaBridge
import TerminalText

extension DataGovModule {
    static let whoami = Binding<DataGovModule>(
        "datagov.whoami", "Returns the account that the key belongs to.",
        .callTimeout,
        returns: .record(DataGovClient.Account.shape),
        example: "print(datagov.whoami().email)",
        read: { module, timeout in try await module.client.whoami(timeout: timeout) })

    static let status = Binding<DataGovModule>(
        "datagov.status", "Returns the status of a dataset's last ingestion, which may be an earlier upload's.",
        .required("dataset", DatasetID.self, "Its id, d_ and 32 hexadecimal digits, or its page's URL."),
        .callTimeout,
        returns: .record(IngestionStatus.shape),
        example: "print(datagov.status(\"d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912\").status)",
        read: { module, dataset, timeout in try await module.client.ingestionStatus(dataset, timeout: timeout) })

    static let wait = Binding<DataGovModule>(
        "datagov.wait", "Waits until an ingestion has ended, and raises an error if it failed.",
        .required("upload", Awaited.self, "What datagov.upload or datagov.append returned, or a dataset's id."),
        .option("timeout", default: Duration.seconds(3600), "Seconds to wait."),
        returns: .record(IngestionStatus.shape), errors: [.ingestion, .timeout, .uncertain],
        example: "print(datagov.wait(\"d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912\").status)",
        read: { module, awaited, timeout in
            let task = TaskStatus.current
            task?.status = "waiting for the ingestion"
            let shown = awaited.dataset.flatMap { dataset in
                module.services.live?.wait(for: "waiting for the ingestion of \(dataset)")
            }
            defer { if let shown { module.services.live?.end(shown) } }
            let progress: DataGovClient.IngestionProgress = { task?.status = "ingestion: \($0.state.rawValue)".visible }
            return switch awaited {
            case .upload(let upload): try await module.wait(upload, timeout, progress, task)
            case .dataset(let dataset): try await module.client.wait(dataset, timeout: timeout, progress: progress)
            case .planned: IngestionStatus(data: .object(["status": .string("PLANNED")]))
            }
        })
}

extension DataGovModule {
    /// Waits, and has the end recorded with the upload: one that failed is open again.
    fileprivate func wait(
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

extension DataGovClient.Account {
    static let shape = RecordShape<DataGovClient.Account>(
        "datagov.Account",
        RecordField("userId", \.userId, "The user's number, as text."),
        RecordField("email", \.email, "The user's address."))
}
