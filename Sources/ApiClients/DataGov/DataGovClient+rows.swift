extension DataGovClient {
    /// The rows of a published dataset, page by page, with its own limit of requests.
    package func rows(_ query: RowQuery) -> DatasetRows {
        DatasetRows(self, query)
    }

    func rows(_ query: RowQuery, _ run: inout CallAttempts) async throws -> RowPage {
        let path: String
        do {
            path = "/api/action/datastore_search\(try query.checkedQuery())"
        } catch {
            throw Self.named(run.name, error)
        }
        return try await get(search, path, &run) { response in
            let answer = try JSONValue(parsing: response.body)
            guard answer["success"] == .bool(true), let result = answer["result"] else {
                guard answer["success"] == .bool(false) else { throw UnreadableAnswer() }
                throw ApiError(.rejected, ServiceFault(response).message ?? "the search failed")
            }
            guard let records = result["records"]?.array, let total = result["total"]?.int, total >= 0 else {
                throw UnreadableAnswer()
            }
            return RowPage(
                fields: (result["fields"]?.array ?? []).compactMap { field in
                    field["id"]?.string.map { RowPage.Field(id: $0, type: field["type"]?.string) }
                },
                records: records.compactMap(\.object), total: total)
        }
    }
}
