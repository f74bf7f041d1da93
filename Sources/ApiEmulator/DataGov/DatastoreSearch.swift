/// A search in the manner of CKAN's `datastore_search`.
struct DatastoreSearch {
    private let query: Query
    private let columns: [Column]
    private let limit: Int
    private let offset: Int
    private let text: String
    private let filters: [(column: Int, values: Set<String>)]
    private let sort: [(column: Int, descending: Bool)]

    init(_ query: Query, columns: [Column]) throws {
        self.query = query
        self.columns = columns
        limit = try Self.number(query["limit"] ?? "100", "limit")
        offset = try Self.number(query["offset"] ?? "0", "offset")
        text = (query["q"] ?? "").lowercased()
        filters = try Self.filters(query["filters"], columns)
        sort = try (query["sort"] ?? "").split(separator: ",").map { part in
            let words = part.split(separator: " ")
            guard let name = words.first, words.count <= 2, words.count == 1 || ["asc", "desc"].contains(words[1]),
                let column = columns.firstIndex(where: { $0.name == name })
            else { throw Self.conflict("sort", "Invalid sort clause: \(part)") }
            return (column, words.count == 2 && words[1] == "desc")
        }
    }

    func result(_ dataset: Dataset, rows: [[String]]) -> Json {
        var found = rows.enumerated().filter { matches($0.element) }
        if !sort.isEmpty { found.sort { precedes($0.element, $1.element) ?? ($0.offset < $1.offset) } }
        let records = found.dropFirst(offset).prefix(limit).map { number, row in
            Json.object(
                [.init(name: "_id", value: .int(number + 1))]
                    + zip(columns, row).map { .init(name: $0.name, value: .string($1)) })
        }
        let next = offset.addingReportingOverflow(limit)
        let fields = columns.map { column -> Json in
            ["type": .string(column.type == .numeric ? "numeric" : "text"), "id": .string(column.name)]
        }
        return [
            "resource_id": .string(dataset.id), "fields": .array(fields + [["type": "int4", "id": "_id"]]),
            "records": .array(Array(records)),
            "_links": [
                "start": .string(link(offset: nil)),
                "next": .string(link(offset: next.overflow ? .max : next.partialValue)),
            ],
            "limit": .int(limit), "total": .int(found.count),
        ]
    }

    private func link(offset: Int?) -> String {
        var pairs = query.pairs.filter { $0.name != "offset" }
        if let offset { pairs.append((name: "offset", value: String(offset))) }
        let text = pairs.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return "/api/action/datastore_search?" + text.joined(separator: "&")
    }

    private func matches(_ row: [String]) -> Bool {
        filters.allSatisfy { $0.values.contains(row[$0.column]) }
            && (text.isEmpty || row.contains { $0.lowercased().firstRange(of: text) != nil })
    }

    /// Nil when the sort columns are equal.
    private func precedes(_ left: [String], _ right: [String]) -> Bool? {
        for (column, descending) in sort where left[column] != right[column] {
            let (first, second) = descending ? (right[column], left[column]) : (left[column], right[column])
            if columns[column].type == .numeric { return (Double(first) ?? .infinity) < (Double(second) ?? .infinity) }
            return first < second
        }
        return nil
    }

    private static func number(_ text: String, _ name: String) throws -> Int {
        guard let number = Int(text), number >= 0 else { throw conflict(name, "Invalid integer") }
        return number
    }

    private static func filters(
        _ text: String?, _ columns: [Column]
    ) throws -> [(column: Int, values: Set<String>)] {
        guard let text else { return [] }
        guard case .object(let members) = Json(parsing: text.utf8) else {
            throw conflict("filters", "Cannot parse JSON")
        }
        return try members.map { member in
            guard let column = columns.firstIndex(where: { $0.name == member.name }) else {
                throw conflict("filters", "invalid filter: \(member.name)")
            }
            return (column, Set(values(member.value)))
        }
    }

    private static func values(_ value: Json) -> [String] {
        if case .array(let values) = value { return values.flatMap(self.values) }
        return [value.string ?? value.text]
    }

    private static func conflict(_ name: String, _ problem: String) -> Answer {
        let error: Json = .object([
            .init(name: "__type", value: "Validation Error"), .init(name: name, value: [.string(problem)]),
        ])
        return .json(["success": false, "error": error], status: 409)
    }
}
