/// Words for HTTP statuses that services are seen to answer with.
enum StatusPhrase {
    private static let phrases = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found",
        303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request",
        401: "Unauthorized", 402: "Request Failed", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 413: "Content Too Large",
        422: "Unprocessable Content", 429: "Too Many Requests", 500: "Internal Server Error",
        501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    ]

    /// `Service Unavailable`; empty for a status that no service is seen to answer with.
    static func phrase(_ status: Int) -> String { phrases[status] ?? "" }

    /// `HTTP 503 Service Unavailable`.
    static func words(_ status: Int) -> String {
        phrases[status].map { "HTTP \(status) \($0)" } ?? "HTTP \(status)"
    }
}
