/// What the public catalogue says about a dataset.
package struct DatasetSummary: Sendable, Hashable, Codable {
    /// `d_` and 32 hexadecimal digits.
    package let datasetId: String
    /// Its title.
    package let name: String?
    /// The service's word for its state.
    package let status: String?
    /// `CSV`, `GEOJSON` and so on.
    package let format: String?
    /// When it was made, as the service writes it.
    package let createdAt: String?
    /// When it was last updated, as the service writes it.
    package let lastUpdatedAt: String?
    /// The agency that looks after it.
    package let managedByAgencyName: String?
    /// Start of the period covered, as the service writes it.
    package let coverageStart: String?
    /// End of the period covered, as the service writes it.
    package let coverageEnd: String?

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
package struct DatasetPage: Sendable, Hashable, Codable {
    /// The datasets of this page.
    package let datasets: [DatasetSummary]
    /// How many pages there are.
    package let pages: Int
}

/// A dataset's description.
package struct DatasetMetadata: Sendable, Hashable {
    /// One column, in the dataset's order.
    package struct Column: Sendable, Hashable {
        /// Its name in the file.
        package let name: String
        /// Its name for people.
        package let title: String?
        /// The service's word for its type.
        package let dataType: String?
    }

    /// Everything the service said.
    package let data: JSONValue

    /// The dataset's name.
    package var name: String? { data["name"]?.string }
    /// `CSV`, `GEOJSON` and so on.
    package var format: String? { data["format"]?.string }
    /// When it was last updated, as the service writes it.
    package var lastUpdatedAt: String? { data["lastUpdatedAt"]?.string }
    /// Its size in bytes.
    package var size: Int64? { data["datasetSize"]?.int }

    /// Its columns; empty if the service describes none.
    package var columns: [Column] {
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
