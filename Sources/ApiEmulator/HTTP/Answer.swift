import HTTPTypes
import Hummingbird

/// What the server says to one request.
///
/// Thrown where a rule refuses the request.
struct Answer: Error, Sendable {
    var status: Int
    var headers: [HTTPField.Name: String] = [:]
    var contentType: String
    var body: String

    static func json(_ value: Json, status: Int = 200) -> Answer {
        Answer(status: status, contentType: "application/json; charset=utf-8", body: value.text)
    }

    /// A page like the ones that edges and frameworks show when no code of the service answers.
    static func html(_ status: Int) -> Answer {
        let phrases = [
            200: "OK", 302: "Found", 404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error",
            502: "Bad Gateway", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out",
        ]
        let title = "\(status) \(phrases[status] ?? "Error")"
        return Answer(
            status: status, contentType: "text/html; charset=utf-8",
            body: """
                <html>\r\n<head><title>\(title)</title></head>\r\n<body>\r\n<center><h1>\(title)</h1></center>\r\n\
                </body>\r\n</html>\r\n
                """)
    }

    /// The error form of the link services.
    static func message(_ status: Int, _ message: String, type: String? = nil) -> Answer {
        var members = [Json.Member(name: "message", value: .string(message))]
        if let type { members.append(.init(name: "type", value: .string(type))) }
        return .json(.object(members), status: status)
    }

    /// The success form of data.gov.sg.
    static func data(_ value: Json, status: Int = 200) -> Answer {
        .json(["code": 0, "data": value, "errorMsg": ""], status: status)
    }

    /// The error form of data.gov.sg.
    static func failure(_ status: Int, code: Int, name: String, _ message: String) -> Answer {
        .json(["code": .int(code), "name": .string(name), "errorMsg": .string(message)], status: status)
    }

    /// The same answer with a Retry-After header.
    func asking(_ wish: Fault.Wish?, now: Timestamp) -> Answer {
        var answer = self
        answer.headers[.retryAfter] = wish?.header(now: now)
        return answer
    }

    var response: Response {
        var fields: HTTPFields = [:]
        if !body.isEmpty { fields[.contentType] = contentType }
        for (name, value) in headers { fields[name] = value }
        return Response(
            status: .init(code: status), headers: fields,
            body: body.isEmpty ? .init() : .init(byteBuffer: ByteBuffer(string: body)))
    }
}
