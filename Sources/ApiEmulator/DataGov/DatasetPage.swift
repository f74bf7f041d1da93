import Hummingbird

/// One page of a list of datasets.
struct DatasetPage {
    private static let size = 10
    private let datasets: [Dataset]
    private let pages: Int

    init(of all: [Dataset], _ request: Request) throws {
        let text = Query(request.uri.query)["page"] ?? "1"
        guard let page = Int(text), page >= 1 else {
            throw Answer.failure(400, code: 2, name: "BAD_REQUEST", "page must be a number from 1.")
        }
        pages = (all.count + Self.size - 1) / Self.size
        datasets = page > pages ? [] : Array(all.dropFirst((page - 1) * Self.size).prefix(Self.size))
    }

    var json: Json { ["datasets": .array(datasets.map(\.summary)), "pages": .int(pages)] }
}

extension Dataset {
    var summary: Json {
        [
            "datasetId": .string(id), "name": .string(name),
            "status": .string(isPublished ? "active" : "draft"), "format": "CSV",
            "createdAt": .string(createdAt.iso8601), "lastUpdatedAt": .string(lastUpdatedAt.iso8601),
            "managedByAgencyName": "Emulated Agency", "coverageStart": nil, "coverageEnd": nil,
        ]
    }
}
