import ApiClients
import FoundationEssentials
import Timekeeping

/// One entry of an HTTP archive (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/).
struct HarEntry: Encodable {
    struct Pair: Encodable {
        var name: String
        var value: String
    }

    struct Request: Encodable {
        struct PostData: Encodable {
            var mimeType: String
            var params: [Pair] = []
            var text: String
            var comment: String?
        }

        var method: String
        var url: String
        var httpVersion = "HTTP/1.1"
        var cookies: [Pair] = []
        var headers: [Pair]
        var queryString: [Pair]
        var postData: PostData?
        var headersSize = -1
        var bodySize: Int64
    }

    struct Response: Encodable {
        struct Content: Encodable {
            var size: Int
            var mimeType: String
            var text: String?
            var comment: String?
        }

        var status: Int
        var statusText: String
        var httpVersion = "HTTP/1.1"
        var cookies: [Pair] = []
        var headers: [Pair]
        var content: Content
        var redirectURL: String
        var headersSize = -1
        var bodySize: Int
        /// Why there was no answer; browsers write and show this field of their own.
        var error: String?

        enum CodingKeys: String, CodingKey {
            case status, statusText, httpVersion, cookies, headers, content, redirectURL, headersSize, bodySize
            case error = "_error"
        }
    }

    /// Milliseconds.
    ///
    /// What the transport does not tell apart is in `wait`.
    struct Timings: Encodable {
        /// Waiting for a pacing slot.
        var blocked: Double
        var dns = -1.0
        var connect = -1.0
        var send = 0.0
        var wait: Double
        var receive = 0.0
        var ssl = -1.0
    }

    struct Nothing: Encodable {}

    var startedDateTime: String
    var time: Double
    var request: Request
    var response: Response
    var cache = Nothing()
    var timings: Timings
    /// The call of the script, and which of its requests it was.
    var comment: String

    /// - Parameter end: When the attempt ended.
    init(_ attempt: Attempt, end: Date) {
        let blocked = attempt.slotWait.inSeconds * 1000, wait = attempt.duration.inSeconds * 1000
        startedDateTime = end.addingTimeInterval(-(blocked + wait) / 1000).formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .colon))
        time = blocked + wait
        timings = Timings(blocked: blocked, wait: wait)
        request = Request(attempt.request)
        response = Response(attempt.response, attempt.failure)
        comment = "\(attempt.call) #\(attempt.number), \(attempt.service)"
    }

    /// The longest body, in bytes, that is written out.
    static let longestBody = 65536
}

extension HarEntry.Request {
    fileprivate init(_ request: HTTPRequest) {
        method = request.method.rawValue
        url = request.url
        headers = request.headers.pairs
        queryString = request.query.map { HarEntry.Pair(name: $0.name, value: $0.value) }
        let type = request.headers["content-type"] ?? ""
        switch request.body {
        case .none:
            bodySize = 0
        case .bytes(let bytes):
            bodySize = Int64(bytes.count)
            let isShort = bytes.count <= HarEntry.longestBody
            postData = PostData(
                mimeType: type, text: isShort ? Redaction.text(String(decoding: bytes, as: UTF8.self)) : "",
                comment: isShort ? nil : "left out: \(bytes.count) bytes")
        case .file(let file):
            bodySize = file.size
            postData = PostData(mimeType: type, text: "", comment: "left out: the file \(file.name)")
        }
    }
}

extension HarEntry.Response {
    fileprivate init(_ response: HTTPResponse?, _ failure: TransportFailure?) {
        // A status of 0 is how browsers write down that there was no answer.
        status = response?.status ?? 0
        statusText = response?.statusText ?? ""
        headers = response?.headers.pairs ?? []
        redirectURL = response?.headers["location"].map { Redaction.url($0) } ?? ""
        bodySize =
            response.map { $0.headers["content-length"].flatMap { Int($0) }.map { max(0, $0) } ?? $0.body.count } ?? -1
        error = response == nil ? failure?.message ?? "cancelled" : nil
        let body = response?.body ?? []
        content = Content(size: body.count, mimeType: response?.headers["content-type"] ?? "x-unknown")
        if body.count > HarEntry.longestBody {
            content.comment = "left out: \(body.count) bytes"
        } else if let text = String(validating: body, as: UTF8.self) {
            content.text = text
        }
    }
}

extension HeaderFields {
    fileprivate var pairs: [HarEntry.Pair] {
        redacted.fields.map { HarEntry.Pair(name: $0.name, value: $0.value) }
    }
}
