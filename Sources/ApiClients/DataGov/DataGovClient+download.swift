import FoundationEssentials
import Timekeeping

extension DataGovClient {
    /// Writes a published dataset's file to a sink.
    ///
    /// The service prepares the file first, which can take a while. No key is sent to the storage, and redirects are
    /// followed. After a break only the rest is fetched where the storage can tell that it is of the same file; an
    /// address that has expired meanwhile is asked for anew. Length and checksum are compared where they are told.
    ///
    /// - Throws: ``ApiError``; of kind `timeout` if the file is not ready, or not transferred, in time.
    package func download(
        _ dataset: DatasetID, to sink: ByteSink, timeout: Duration = .seconds(600)
    ) async throws {
        let call = "datagov.download"
        var run = CallAttempts(call, timeout: timeout, within: CallTime(call, timeout, time))
        do {
            try await download(dataset, Download(to: sink), &run)
        } catch {
            throw Self.named(call, error)
        }
    }

    private func download(_ dataset: DatasetID, _ download: Download, _ run: inout CallAttempts) async throws {
        while true {
            do {
                return try await follow(try await downloadURL(dataset, &run), dataset, download, &run)
            } catch let error as ApiError where error.status == 403 && error.kind == .rejected {
                // The address lives for minutes only, and the storage may have asked to be left alone for longer.
                run.repetitions[.storageRefusal, default: 0] += 1
                guard run.repetitions[.storageRefusal, default: 0] <= RepetitionLimit.storageRefusal.times else {
                    throw error
                }
            }
        }
    }

    private func follow(
        _ address: String, _ dataset: DatasetID, _ download: Download, _ run: inout CallAttempts
    ) async throws {
        var url = address
        var hops = 0
        while case .movedTo(let next) = try await fetch(url, download, &run) {
            hops += 1
            guard hops <= 5, open.endpoint.mayLead(to: next) else {
                throw ApiError(.rejected, "the download of \(dataset) is redirected without end, or not to https")
            }
            url = next
        }
    }

    /// Asks for the file to be prepared, and for its address until there is one.
    private func downloadURL(_ dataset: DatasetID, _ run: inout CallAttempts) async throws -> String {
        let base = "/v1/public/api/datasets/\(dataset)"
        let address: @Sendable (HTTPResponse) throws -> String? = { try Envelope.open($0)["url"]?.string }
        do {
            if let url = try await get(open, "\(base)/initiate-download", &run, decode: address) {
                return try open.endpoint.checked(url)
            }
        } catch let error as ApiError where error.kind == .rejected {
            // Formats such as GeoJSON need no preparation, and refuse it.
        }
        var poll = Poll(time: time, timeout: run.remaining(time.now()))
        while true {
            if let url = try await get(open, "\(base)/poll-download", &run, decode: address) {
                return try open.endpoint.checked(url)
            }
            let start = time.now()
            WaitWords.current?.tell("waiting until the file of \(dataset) is prepared")
            guard try await poll.pause() else {
                throw ApiError(.timeout, "the file of \(dataset) was not ready within \(run.timeout.inWords)")
            }
            run.spent += time.now() - start
        }
    }

    private enum Fetched: Sendable {
        case all
        case movedTo(String)
    }

    private func fetch(_ url: String, _ download: Download, _ run: inout CallAttempts) async throws -> Fetched {
        let operation = Operation<Fetched>(
            effect: .read,
            request: { _ in download.request(url, stall: options.stall) },
            judge: { response in
                let words = "the storage answered \(StorageFault(response).words)"
                switch response.status {
                case 200..<300:
                    do {
                        try download.note(response)
                    } catch {
                        return .doubtful(error as? ApiError ?? ApiError(.server, "\(error)", status: response.status))
                    }
                    if response.completeness == .complete { return .done(.all) }
                    return .doubtful(ApiError(.unreachable, "the download was cut off"))
                case 300..<400:
                    let target = response.headers["location"].flatMap {
                        URL(string: $0, relativeTo: URL(string: url))?.absoluteString
                    }
                    return target.map { .done(.movedTo($0)) }
                        ?? .refused(ApiError(.server, words, status: response.status))
                case 412, 416:
                    // The file is another one by now.
                    download.forget()
                    return .doubtful(ApiError(.server, words, status: response.status))
                case 500...: return .doubtful(ApiError(.server, words, status: response.status))
                default: return .refused(ApiError(.rejected, words, status: response.status))
                }
            })
        return try await storage.perform(operation, &run)
    }
}
