extension DataGovClient {
    /// One page of all published datasets, counted from 1.
    package func datasets(page: Int = 1, timeout: Duration? = nil) async throws -> DatasetPage {
        var run = run("datagov.datasets", timeout)
        let query = QueryString.build([("page", "\(page)")])
        return try await get(catalogue, "/v2/public/api/datasets\(query)", &run) { response in
            let data = try Envelope.open(response)
            guard let datasets = data["datasets"]?.array, let pages = data["pages"]?.int.flatMap(Int.init(exactly:))
            else {
                throw UnreadableAnswer()
            }
            return DatasetPage(datasets: try datasets.map(DatasetSummary.init), pages: pages)
        }
    }

    /// A dataset's description.
    package func metadata(_ dataset: DatasetID, timeout: Duration? = nil) async throws -> DatasetMetadata {
        var run = run("datagov.metadata", timeout)
        return try await metadata(dataset, &run)
    }

    func metadata(_ dataset: DatasetID, _ run: inout CallAttempts) async throws -> DatasetMetadata {
        try await get(catalogue, "/v2/public/api/datasets/\(dataset)/metadata", &run) {
            DatasetMetadata(data: try Envelope.open($0))
        }
    }
}
