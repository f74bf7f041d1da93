import ApiClients
import Catalogue
import Hashing
import LuaBridge
import SystemFiles

extension DataGovModule {
    static let upload = Binding<DataGovModule>(
        "datagov.upload", "Uploads a CSV file that replaces all rows of a dataset.",
        .required("dataset", DatasetID.self, "Its id, d_ and 32 hexadecimal digits, or its page's URL."),
        .required("file", String.self, "A CSV file."),
        .option(
            "timeout", default: Duration.seconds(3600),
            "Seconds for the whole call, including the waits for an earlier ingestion and for the rate limit."),
        returns: .record(Upload.shape, "For datagov.wait."), errors: [.data, .uncertain],
        example: exampleOf("upload"),
        write: Write(
            prepare: { module, _, dataset, file, timeout in
                try await module.client.prepareUpload(dataset, path: file, timeout: timeout)
            },
            perform: { try await $0.perform($1, timeout: $2.timeout) },
            settle: { try await $0.client.settle($1, timeout: $2) },
            timeout: { _, _, timeout in timeout },
            inTurn: { module, body, dataset, _, timeout in
                try await module.client.inTurn(at: dataset, for: .replace, timeout: timeout, body)
            },
            content: { module, _, file, _ in try await module.digest(of: file) },
            traits: WriteTraits(supersedes: true, hasSequel: true)))

    static let append = Binding<DataGovModule>(
        "datagov.append", "Uploads a CSV file whose rows are added to a dataset.",
        .required("dataset", DatasetID.self, "Its id, d_ and 32 hexadecimal digits, or its page's URL."),
        .required("file", String.self, "A CSV file with the dataset's own columns."),
        .option(
            "timeout", default: Duration.seconds(3600),
            "Seconds for the whole call, including the waits for an earlier ingestion and for the rate limit."),
        returns: .record(Upload.shape, "For datagov.wait."), errors: [.data, .uncertain],
        example: exampleOf("append"),
        write: Write(
            prepare: { module, _, dataset, file, timeout in
                try await module.client.prepareAppend(dataset, path: file, timeout: timeout)
            },
            perform: { try await $0.perform($1, timeout: $2.timeout) },
            settle: { try await $0.client.settle($1, timeout: $2) },
            timeout: { _, _, timeout in timeout },
            inTurn: { module, body, dataset, _, timeout in
                try await module.client.inTurn(at: dataset, for: .append, timeout: timeout, body)
            },
            content: { module, _, file, _ in try await module.digest(of: file) },
            traits: WriteTraits(hasSequel: true)))

    /// The SHA-256 of a file in hex; nil if it cannot be read, which `prepare` reports with its reason.
    @concurrent
    private func digest(of path: String) async throws -> String? {
        guard let file = try? files.open(path, for: .read) else { return nil }
        var hash = SHA256()
        do {
            try FileBytes.forEachPiece(of: file.descriptor, size: 1 << 20) { piece in
                try Task.checkCancellation()
                hash.update(piece)
            }
        } catch is SystemError {
            return nil
        }
        return hash.finish().hex
    }

    private func perform(_ intent: UploadIntent, timeout: Duration?) async throws -> Upload {
        let task = TaskStatus.current
        let size = intent.file.size
        task?.status = "sending \(intent.path)"
        return try await client.perform(intent, timeout: timeout) { sent in
            task?.status = "sending \(intent.path): \(Int(saturating: Double(sent) / Double(max(1, size)) * 100))%"
        }
    }

    private static func exampleOf(_ function: String) -> String {
        """
        local columns = { "short_url", "long_url", "created_at" }
        local rows <close> = csv.writer("out.csv", columns)
        rows:write({ "a", "https://www.example.gov.sg", "2026-01-31" })
        rows:close()
        local upload = datagov.\(function)("d_1f0c5d6b7a8e49f2b3c4d5e6f7a80912", "out.csv")
        print(datagov.wait(upload, { timeout = 600 }).status)
        """
    }
}
