/// The headers that a pre-signed URL wants with the file.
enum SignedHeaders {
    private static let types = [
        "csv": "text/csv", "json": "application/json", "geojson": "application/geo+json",
        "kml": "application/vnd.google-earth.kml+xml", "zip": "application/zip", "pdf": "application/pdf",
    ]

    /// Exactly those that `X-Amz-SignedHeaders` names; `host` and `content-length` go with every request anyway.
    static func fields(of url: String, for intent: UploadIntent) -> HeaderFields {
        let query = QueryString.items(of: url)
        let signed = query.first { $0.name.lowercased() == "x-amz-signedheaders" }?.value.lowercased() ?? ""
        var fields = HeaderFields()
        for name in signed.split(separator: ";").map(String.init) {
            switch name {
            case "host", "content-length": break
            case "content-md5": fields.append("Content-MD5", intent.file.md5)
            case "content-type":
                let suffix = intent.path.split(separator: ".").last?.lowercased() ?? ""
                fields.append("Content-Type", types[suffix] ?? "application/octet-stream")
            default:
                if let value = query.first(where: { $0.name.lowercased() == name })?.value {
                    fields.append(name, value)
                }
            }
        }
        return fields
    }
}
