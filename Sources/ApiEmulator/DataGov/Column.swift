/// One column of a dataset.
struct Column: Sendable, Codable, Equatable {
    let name: String
    let type: ColumnType
}
