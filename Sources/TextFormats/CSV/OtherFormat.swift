/// What a file is that was taken for CSV, by its first bytes.
enum OtherFormat: Hashable {
    case archive, oldExcel, markup, json, pdf, richText, parquet, sqlite
    /// Packed, with the program that unpacks it.
    case packed(by: String, unpack: String)

    /// So many bytes show it.
    static let headLength = 16

    private static let signatures: [(bytes: [UInt8], format: OtherFormat)] = [
        (Array("PK\u{3}\u{4}".utf8), .archive), ([0xD0, 0xCF, 0x11, 0xE0], .oldExcel),
        ([0x1F, 0x8B, 8], .packed(by: "gzip", unpack: "gunzip")),
        (Array("BZh".utf8), .packed(by: "bzip2", unpack: "bunzip2")),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .packed(by: "xz", unpack: "unxz")),
        ([0x28, 0xB5, 0x2F, 0xFD], .packed(by: "zstd", unpack: "unzstd")),
        ([0x37, 0x7A, 0xBC, 0xAF], .packed(by: "7-Zip", unpack: "7z x")),
        (Array("%PDF-".utf8), .pdf), (Array("{\\rtf".utf8), .richText), (Array("PAR1".utf8), .parquet),
        (Array("SQLite format 3".utf8), .sqlite),
    ]
    private static let tags = ["<!doc", "<html", "<head", "<body", "<table", "<?xml"]

    /// nil for what may be CSV.
    ///
    /// - Parameter head: The first ``headLength`` bytes after a byte order mark, or all if there are fewer.
    init?(_ head: some Collection<UInt8>) {
        if let found = Self.signatures.first(where: { head.starts(with: $0.bytes) }) {
            self = found.format
            return
        }
        let text = String(decoding: head, as: UTF8.self).drop(while: \.isWhitespace)
        if Self.tags.contains(where: text.lowercased().hasPrefix) {
            self = .markup
        } else if Self.beginsJSON(text) {
            self = .json
        } else {
            return nil
        }
    }

    /// Whether it is an object, or an array of objects or texts, on one line or many.
    private static func beginsJSON(_ text: Substring) -> Bool {
        guard let bracket = text.first, bracket == "{" || bracket == "[" else { return false }
        let rest = text.dropFirst()
        let inside = rest.drop(while: \.isWhitespace)
        guard let next = inside.first else { return rest.contains(where: \.isNewline) }
        return next == "\"" || bracket == "[" && next == "{"
    }

    /// What it is, and what to do about it.
    var words: String {
        switch self {
        case .archive:
            "the file is an Excel workbook or another zip archive: read a workbook with xlsx.rows(path), "
                + "or save it as CSV"
        case .oldExcel: "the file is an old Excel file (.xls) or an encrypted workbook: save it as CSV"
        case .packed(let program, let unpack): "the file is packed by \(program): unpack it first, with \(unpack)"
        case .markup: "the file is a web page or XML, such as a page that asks for a login: get the CSV file itself"
        case .json: "the file is JSON: read it with json.lines(path), or with json.decode(fs.read(path))"
        case .pdf: "the file is a PDF document: get the table as CSV from where the document was made"
        case .richText: "the file is an RTF document: save the table as CSV"
        case .parquet: "the file is a Parquet file: export it as CSV"
        case .sqlite: "the file is an SQLite database: export the table as CSV"
        }
    }
}
