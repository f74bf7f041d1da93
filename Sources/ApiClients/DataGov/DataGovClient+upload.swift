import FoundationEssentials

extension DataGovClient {
    /// Sends the file and returns as soon as the storage has it; the ingestion then runs by itself.
    ///
    /// A link that the storage no longer takes is asked for anew. `progress` is told the bytes sent so far.
    ///
    /// - Throws: ``ApiError``; of kind `data` if the file was changed since the intent, `uncertain` if it cannot be
    ///   found out whether the file was taken.
    public func perform(
        _ intent: UploadIntent, timeout: Duration? = nil, progress: (@Sendable (Int64) -> Void)? = nil
    ) async throws -> Upload {
        let call = intent.callName
        let source: FileSource
        do {
            source = try files(intent.path)
        } catch {
            throw Self.named(call, error)
        }
        let body = FileBody(
            source, size: intent.file.size, sha256: intent.file.sha256, name: intent.path, progress: progress)
        var run = run(call, timeout ?? options.uploadTimeout)
        let operation = Operation<Upload>(
            effect: .once,
            request: { run in
                guard try source.size() == intent.file.size else { throw body.changed }
                let link = try await link(intent, &run)
                return HTTPRequest(
                    .put, link, headers: try SignedHeaders.fields(of: link, for: intent), body: .file(body),
                    timeout: options.stall)
            },
            judge: { judge($0, intent) },
            settle: { run in try await settle(intent, &run) })
        do {
            let upload = try await storage.perform(operation, &run)
            turns?.handOver(upload)
            return upload
        } catch let error as ApiError {
            if error.inDoubt || error.kind == .uncertain { turns?.handOver(taken(intent)) }
            throw error
        }
    }

    /// A link to which the file of an intent can be sent, once, within an hour.
    private func link(_ intent: UploadIntent, _ run: inout CallRun) async throws -> String {
        let operation = intent.mode == .append ? "append-link" : "upload-link"
        let query = QueryString.build([("md5", intent.file.md5)])
        let path = "/v2/admin/api/datasets/\(intent.dataset)/\(operation)\(query)"
        return try await get(admin, path, &run, withKey: true) { response in
            guard let url = try Envelope.open(response)["url"]?.string else { throw UnreadableAnswer() }
            return try admin.endpoint.checked(url)
        }
    }

    private func judge(_ response: HTTPResponse, _ intent: UploadIntent) -> Operation<Upload>.Verdict {
        let fault = StorageFault(response)
        let words = "the storage refused the file: \(fault.words)"
        switch response.status {
        case 200..<300:
            return .done(taken(intent))
        case 300..<400:
            return .refused(ApiError(.rejected, "the storage answered with a redirect", status: response.status))
        case 400..<500:
            // Nothing is stored; with a fresh link it may be, if the old one had expired.
            return .notExecuted(
                ApiError(.rejected, words, status: response.status), limit: .storageRefusal)
        default:
            let error = ApiError(
                .server, "the storage failed: \(fault.words)", status: response.status,
                retryAfter: storage.retryAfter(response))
            return response.requestBodyHandedOver ? .doubtful(error) : .notExecuted(error)
        }
    }

    /// The upload of an intent, taken now.
    func taken(_ intent: UploadIntent) -> Upload {
        Upload(
            dataset: intent.dataset, mode: intent.mode, file: intent.file, baseline: intent.baseline,
            startedAt: Int64(saturating: time.date().timeIntervalSince1970 * 1000))
    }
}

extension UploadIntent {
    var callName: String { mode.callName }
}

extension UploadMode {
    /// The call that uploads in this way.
    var callName: String { self == .append ? "datagov.append" : "datagov.upload" }
}
