import ApiClients
import FoundationEssentials

/// Answers of the services: good ones in which some values are replaced by extremes.
enum AnswerText {
    /// Good bodies, by the end of the path that is asked for.
    static let bodies: [(path: String, body: String)] = [
        ("/whoami", #"{"user":{"userId":"1","email":"a@example.gov.sg"}}"#),
        (
            "/ingestion-status",
            #"{"code":0,"data":{"status":"INGESTION_SUCCESS","id":1,"errors":[{"message":"m","row":1}],"createdAt":"2026-01-01T00:00:00.000Z"}}"#
        ),
        (
            "/upload-link",
            #"{"code":0,"data":{"url":"https://storage.example/k?X-Amz-SignedHeaders=content-md5%3Bhost&X-Amz-Signature=s"}}"#
        ),
        (
            "/append-link",
            #"{"code":0,"data":{"url":"https://storage.example/k?X-Amz-SignedHeaders=host&X-Amz-Signature=s"}}"#
        ),
        ("/initiate-download", #"{"code":0,"data":{"url":"https://storage.example/d","message":"m"}}"#),
        ("/poll-download", #"{"code":0,"data":{"status":"DOWNLOAD_SUCCESS","url":"https://storage.example/d"}}"#),
        (
            "/metadata",
            #"{"code":0,"data":{"name":"n","format":"CSV","lastUpdatedAt":"2026-01-01T00:00:00.000Z","datasetSize":10,"columnMetadata":{"order":["a"],"map":{"a":"b"},"metaMapping":{"a":{"name":"n","columnTitle":"t","dataType":"Text","index":"0"}}}}}"#
        ),
        (
            "datastore_search",
            #"{"success":true,"result":{"fields":[{"id":"a","type":"text"}],"records":[{"_id":1,"a":"b"}],"total":"2","limit":1,"offset":0}}"#
        ),
        (
            "/datasets",
            #"{"code":0,"data":{"datasets":[{"datasetId":"d_1","name":"n","status":"s","format":"CSV","createdAt":"2026-01-01","lastUpdatedAt":"2026-01-01","managedByAgencyName":"a"}],"pages":2,"rowCount":2}}"#
        ),
        (
            "/urls",
            #"{"urls":[{"shortUrl":"a","longUrl":"https://www.example.gov.sg/a","state":"ACTIVE","clicks":0,"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z"}],"count":2}"#
        ),
        (
            "",
            #"{"shortUrl":"a","longUrl":"https://www.example.gov.sg/a","state":"ACTIVE","clicks":0,"createdAt":"2026-01-01T00:00:00.000Z","updatedAt":"2026-01-01T00:00:00.000Z","message":"m"}"#
        ),
    ]

    /// What takes the place of a value.
    static let extremes = [
        "null", "true", "[]", "{}", "[[]]", "{\"a\":null}", "\"\"", "0", "-1", "-0.0", "0.5", "1e308", "-1e308",
        "1e999",
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616",
        "\"9223372036854775807\"", "\"-9223372036854775808\"", "\"9223372036854775808\"", "\"-1\"", "\"1e5\"", "\" 1\"",
        "\"\u{661}\"", "\"9223372036854775807-01-01T00:00:00Z\"", "\"-9223372036854775808-01-01T00:00:00Z\"",
        "\"0000-00-00T00:00:00Z\"", "\"2026-12-31T99:99:99.999999999999999999999Z\"",
        "\"2026-9223372036854775807-31T00:00:00Z\"", "\"2026-01-01T00:00:9223372036854775807Z\"", "\"2026-01-01\"",
        "\"2026-01-01T00:00:00+99:99\"", "\"\\u0000\"", "\"\\u001b[2J\\u202e\"", "\"\\ud83d\\ude00\"", "\"\\ud800\"",
        "\"http://127.0.0.1:1/\"", "\"http://[::1]/\"", "\"https://\"",
        "\"https://a/?X-Amz-SignedHeaders=a%00b%0d%0a%3B\"",
        "\"file:///etc/passwd\"", "\"//a\"", "\"https://a:99999999999/\"", "\"https://%/\"",
        "\"INGESTION_SUCCESS\"", "\"INGESTION_PENDING\"", "\"VALIDATION_FAILED\"", "\"INGESTION_FAILED\"",
        "\"DOWNLOAD_PENDING\"", "\"INACTIVE\"", "1" + String(repeating: "0", count: 400),
        "\"" + String(repeating: "x", count: 5000) + "\"",
        String(repeating: "[", count: 600) + String(repeating: "]", count: 600),
    ]

    /// The answer to a request; `choices` says what is wrong with it.
    ///
    /// - Throws: An error that ends the call at once when the choices were used up some requests ago, each of which got
    ///   a good answer, or after `limit` requests.
    static func next(
        to request: HTTPRequest, number: Int, limit: Int, _ choices: inout ByteSource
    ) throws(TransportFailure) -> HTTPResponse {
        guard number <= limit, choices.overdrawn < 6 else {
            throw TransportFailure(.local, "enough", requestHandedOver: false, isPermanent: true)
        }
        return answer(to: request, &choices)
    }

    private static func answer(to request: HTTPRequest, _ choices: inout ByteSource) -> HTTPResponse {
        let path = request.url.prefix { $0 != "?" }
        var text = Array(bodies.first { path.hasSuffix($0.path) }?.body.utf8 ?? "".utf8)
        let way = choices.next()
        if way % 16 == 15 {
            text = choices.takeRest()
        } else {
            for _ in 0..<way % 4 {
                let places = values(in: text)
                guard !places.isEmpty else { break }
                text.replaceSubrange(choices.pick(places), with: choices.pick(extremes).utf8)
            }
        }
        var headers: [(String, String)] = [("Content-Type", way & 64 == 0 ? "application/json" : "text/html")]
        if way & 128 != 0 { headers.append(("Retry-After", choices.pick(retryAfter))) }
        let status = way & 48 == 48 ? choices.pick(statuses) : request.method == .post ? 201 : 200
        return HTTPResponse(
            status: status, headers: HeaderFields(headers), body: Data(text),
            completeness: status == 206 ? .cutOff : .complete)
    }

    private static let statuses = [
        200, 201, 202, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 409, 412, 422, 429, 500, 502, 503, 504, 599, 0,
        999,
    ]
    private static let retryAfter = [
        "0", "1", "-1", "9223372036854775807", "9223372036854775808", "1e308", "nan", "inf", "", "0.5",
        "Wed, 21 Oct 9223372036854775807 07:28:00 GMT", "Wed, 99 Oct 2015 99:99:99 GMT",
        "Wed, 21 Oct 2026 07:28:00 GMT",
    ]

    /// Where the values of a JSON text stand that are no objects or lists; at most 256.
    private static func values(in text: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var index = 0
        while index < text.count, found.count < 256 {
            let start = index
            if text[index] == UInt8(ascii: "\"") {
                index += 1
                while index < text.count, text[index] != UInt8(ascii: "\"") {
                    index += text[index] == UInt8(ascii: "\\") ? 2 : 1
                }
                index = min(index + 1, text.count)
                if index < text.count, text[index] == UInt8(ascii: ":") { continue }
                found.append(start..<index)
            } else if "{}[],: \n".utf8.contains(text[index]) {
                index += 1
            } else {
                while index < text.count, !"{}[],: \n\"".utf8.contains(text[index]) { index += 1 }
                found.append(start..<index)
            }
        }
        return found
    }
}
