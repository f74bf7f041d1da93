import ApiClients
import TestSupport
import Testing

/// Whatever a call waits for is said, and ends with the call's time.
struct WaitWordsTests {
    enum Wait: CaseIterable, Sendable {
        case earlierIngestion, linkInUse, preparedFile

        var words: String {
            let dataset = DataGovScript.dataset
            return switch self {
            case .earlierIngestion: "waiting for an earlier ingestion of \(dataset): PENDING_INGESTION"
            case .linkInUse: "waiting for an earlier ingestion of \(dataset), for which no link is given"
            case .preparedFile: "waiting until the file of \(dataset) is prepared"
            }
        }
    }

    @Test(arguments: Wait.allCases)
    func eachWaitIsSaidAndBounded(_ wait: Wait) async throws {
        let file = try TemporaryFile("a,b\n1,2\n")
        let dataset = try DatasetID(DataGovScript.dataset)
        let fixture = Fixture { request, _ in
            let path = request.url.prefix { $0 != "?" }
            let status = wait == .earlierIngestion ? DataGovScript.status("PENDING_INGESTION") : DataGovScript.success
            let answer: ScriptedAnswer =
                if path.hasSuffix("ingestion-status") {
                    .json(200, #"{"code":0,"data":\#(status)}"#)
                } else if path.hasSuffix("upload-link") {
                    .json(409, #"{"code":7,"errorMsg":"Another ingestion is in progress."}"#)
                } else if path.hasSuffix("-download") {
                    .json(200, #"{"code":0,"data":{"status":"WORKING"}}"#)
                } else {
                    .json(404, #"{"code":4,"errorMsg":"not found"}"#)
                }
            return try answer.get()
        }
        let client = try fixture.dataGov()
        let said = Shared<[String]>([])
        let error = try await fixture.failure {
            try await WaitWords.$current.withValue(WaitWords { words in said.change { $0.append(words) } }) {
                if wait == .preparedFile {
                    return try await client.download(
                        dataset, to: ByteSink(begin: {}, write: { _ in }), timeout: .seconds(40))
                }
                let intent = try await client.prepareUpload(dataset, path: file.path, timeout: .seconds(40))
                _ = try await client.perform(intent, timeout: .seconds(40))
            }
        }
        #expect(said.value.contains(wait.words), "\(said.value)")
        #expect(error.kind == .timeout, "\(error)")
        #expect(fixture.clock.now.sinceStart <= .seconds(40) + RetryPolicy().lastLook)
    }
}
