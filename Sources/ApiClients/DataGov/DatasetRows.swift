/// Which rows of a dataset are meant.
package struct RowQuery: Sendable, Hashable {
    /// The dataset.
    package var dataset: DatasetID
    /// How many rows a page has.
    package var limit: Int
    /// How many rows are left out before the first.
    package var offset: Int
    /// Words that a row must hold.
    package var text: String?
    /// Values that columns must have, by column.
    package var filters: [String: JSONValue]
    /// Columns to sort by, such as `year desc`.
    package var sort: String?

    /// All rows, or fewer.
    package init(
        _ dataset: DatasetID, limit: Int = 1000, offset: Int = 0, text: String? = nil,
        filters: [String: JSONValue] = [:], sort: String? = nil
    ) {
        self.dataset = dataset
        self.limit = limit
        self.offset = offset
        self.text = text
        self.filters = filters
        self.sort = sort
    }

    func checkedQuery() throws -> String {
        guard limit > 0, offset >= 0 else {
            throw ApiError(.usage, "limit must be at least 1 and offset not negative")
        }
        return QueryString.build([
            ("resource_id", dataset.text), ("limit", "\(limit)"), ("offset", "\(offset)"), ("q", text),
            ("filters", filters.isEmpty ? nil : JSONValue.object(filters).text), ("sort", sort),
        ])
    }
}

/// One page of a dataset's rows.
package struct RowPage: Sendable, Hashable {
    /// A column as the search describes it.
    package struct Field: Sendable, Hashable {
        /// The column's name.
        package let id: String
        /// Its type, such as `text` or `numeric`.
        package let type: String?
    }

    /// The columns in order; `_id` is the search's own.
    package let fields: [Field]
    /// The rows by column; numbers may come as strings.
    package let records: [[String: JSONValue]]
    /// How many rows match in all.
    package let total: Int64
}

/// All rows of a query, page by page.
package struct DatasetRows: Sendable {
    private let client: DataGovClient
    private var query: RowQuery
    private var isAtEnd = false

    init(_ client: DataGovClient, _ query: RowQuery) {
        self.client = client
        self.query = query
    }

    /// The next page; nil when there are no more rows.
    ///
    /// One request.
    package mutating func next(timeout: Duration? = nil) async throws -> RowPage? {
        guard !isAtEnd else { return nil }
        var run = client.run("datagov.rows", timeout)
        let page = try await client.rows(query, &run)
        query.offset = query.offset.saturatingAdding(page.records.count)
        isAtEnd = page.records.isEmpty || Int64(query.offset) >= page.total
        return page.records.isEmpty ? nil : page
    }
}
