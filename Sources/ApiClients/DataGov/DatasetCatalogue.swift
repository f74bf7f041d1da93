/// What the public catalogue says about a dataset.
public struct DatasetSummary: Sendable, Hashable, Codable {
    /// `d_` and 32 hexadecimal digits.
    public let datasetId: String
    /// Its title.
    public let name: String?
    /// The service's word for its state.
    public let status: String?
    /// `CSV`, `GEOJSON` and so on.
    public let format: String?
    /// When it was made, as the service writes it.
    public let createdAt: String?
    /// When it was last updated, as the service writes it.
    public let lastUpdatedAt: String?
    /// The agency that looks after it.
    public let managedByAgencyName: String?
    /// From when its data are, as the service writes it.
    public let coverageStart: String?
    /// Until when its data are, as the service writes it.
    public let coverageEnd: String?

    /// Reads one entry of a page; only its id must be there.
    init(_ entry: JSONValue) throws {
        datasetId = try UnreadableAnswer.unwrap(entry["datasetId"]?.string)
        name = entry["name"]?.string
        status = entry["status"]?.string
        format = entry["format"]?.string
        createdAt = entry["createdAt"]?.string
        lastUpdatedAt = entry["lastUpdatedAt"]?.string
        managedByAgencyName = entry["managedByAgencyName"]?.string
        coverageStart = entry["coverageStart"]?.string
        coverageEnd = entry["coverageEnd"]?.string
    }
}

/// One page of the public catalogue.
public struct DatasetPage: Sendable, Hashable, Codable {
    /// The datasets of this page.
    public let datasets: [DatasetSummary]
    /// How many pages there are.
    public let pages: Int
}

/// A dataset's description.
public struct DatasetMetadata: Sendable, Hashable {
    /// One column, in the dataset's order.
    public struct Column: Sendable, Hashable {
        /// Its name in the file.
        public let name: String
        /// Its name for people.
        public let title: String?
        /// The service's word for its type.
        public let dataType: String?
    }

    /// Everything the service said.
    public let data: JSONValue

    /// The dataset's name.
    public var name: String? { data["name"]?.string }
    /// `CSV`, `GEOJSON` and so on.
    public var format: String? { data["format"]?.string }
    /// When it was last updated, as the service writes it.
    public var lastUpdatedAt: String? { data["lastUpdatedAt"]?.string }
    /// Its size in bytes.
    public var size: Int64? { data["datasetSize"]?.int }

    /// Its columns; empty if the service describes none.
    public var columns: [Column] {
        let columns = data["columnMetadata"]
        return (columns?["order"]?.array ?? []).compactMap { id in
            guard let id = id.string, let column = columns?["metaMapping"]?[id], let name = column["name"]?.string
            else {
                return nil
            }
            return Column(
                name: name, title: column["columnTitle"]?.string, dataType: column["dataType"]?.string)
        }
    }
}
