/// The headers that a pre-signed URL wants with the file.
enum SignedHeaders {
    private static let types = [
        "csv": "text/csv", "json": "application/json", "geojson": "application/geo+json",
        "kml": "application/vnd.google-earth.kml+xml", "zip": "application/zip", "pdf": "application/pdf",
    ]

    /// What storages describe an object with, beside the `x-amz-` headers and their like.
    private static let descriptive: Set = [
        "cache-control", "content-disposition", "content-encoding", "content-language", "expires",
    ]
    private static let prefixes = ["x-amz-", "x-goog-", "x-ms-"]

    /// Exactly those that `X-Amz-SignedHeaders` names; `host` and `content-length` go with every request anyway.
    ///
    /// - Throws: ``ApiError`` of kind `server` for a header that no storage needs: the link says where the request
    ///   goes, and must not make it more than the upload of a file.
    static func fields(of url: String, for intent: UploadIntent) throws -> HeaderFields {
        let query = QueryString.items(of: url)
        var fields = HeaderFields()
        for name in names(in: query) {
            switch name {
            case "host", "content-length": break
            case "content-md5": if let md5 = intent.file.md5 { fields.append("Content-MD5", md5) }
            case "content-type":
                let suffix = intent.path.split(separator: ".").last?.lowercased() ?? ""
                fields.append("Content-Type", types[suffix] ?? "application/octet-stream")
            default:
                let value = query.first { $0.name.lowercased() == name }?.value
                guard isOfStorage(name), value?.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) != false else {
                    throw ApiError(.server, "data.gov.sg gave a link that asks for the header '\(name.prefix(60))'")
                }
                if let value { fields.append(name, value) }
            }
        }
        return fields
    }

    /// Whether a link is good only for a file that comes with its MD5.
    static func areWithMD5(_ url: String) -> Bool { names(in: QueryString.items(of: url)).contains("content-md5") }

    private static func names(in query: [(name: String, value: String)]) -> [String] {
        let signed = query.first { $0.name.lowercased() == "x-amz-signedheaders" }?.value.lowercased() ?? ""
        return signed.split(separator: ";").map(String.init)
    }

    private static func isOfStorage(_ name: String) -> Bool {
        let isToken = name.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "-")
        }
        return isToken && (descriptive.contains(name) || prefixes.contains(where: name.hasPrefix))
    }
}
