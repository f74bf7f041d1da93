import HTTPTypes
import Hashing
import Hummingbird

/// Signs links to storage and checks them: AWS Signature Version 4 in the query.
struct Presigner: Sendable {
    private static let region = "ap-southeast-1"
    private let accessKey = "EMULATORACCESSKEY"
    private let secret: String

    init(secret: String) {
        self.secret = secret
    }

    /// A link with which one method is allowed on one object until `signedAt + lifetime`.
    ///
    /// - Parameter headers: what the request must carry besides `host`, names in lower case.
    func url(
        _ method: HTTPRequest.Method, _ path: String, host: String, headers: [String: String] = [:],
        signedAt: Timestamp, lifetime: Duration
    ) -> String {
        let headers = headers.merging(["host": host]) { $1 }
        let names = headers.keys.sorted().joined(separator: ";")
        var query = [
            ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
            ("X-Amz-Credential", "\(accessKey)/\(scope(signedAt.compact))"),
            ("X-Amz-Date", signedAt.compact),
            ("X-Amz-Expires", String(lifetime.components.seconds)),
            ("X-Amz-SignedHeaders", names),
        ]
        let signature = self.signature(method.rawValue, path, query, headers, signedAt.compact)
        query.append(("X-Amz-Signature", signature))
        return "http://\(host)\(Self.encodedPath(path))?\(Self.encoded(query))"
    }

    /// Lets pass only a request that a link allows.
    ///
    /// - Throws: the ``Answer`` that S3 would give.
    func check(_ request: Request, path: String, now: Timestamp) throws {
        let query = Query(request.uri.query)
        guard let signature = query["X-Amz-Signature"], let date = query["X-Amz-Date"],
            let signedAt = Timestamp(compact: date), let lifetime = query["X-Amz-Expires"].flatMap({ Int($0) }),
            let names = query["X-Amz-SignedHeaders"]?.split(separator: ";").map(String.init)
        else { throw Answer.storage(403, "AccessDenied", "Access Denied") }
        guard now - signedAt <= .seconds(lifetime) else {
            throw Answer.storage(403, "AccessDenied", "Request has expired")
        }
        for field in request.headers where field.name.canonicalName.hasPrefix("x-amz-") {
            guard names.contains(field.name.canonicalName) else {
                throw Answer.storage(
                    403, "AccessDenied", "There were headers present in the request which were not signed")
            }
        }
        var headers: [String: String] = [:]
        for name in names {
            headers[name] =
                name == "host" ? request.head.authority : HTTPField.Name(name).flatMap { request.headers[$0] }
        }
        let signed = query.pairs.filter { $0.name != "X-Amz-Signature" }.map { ($0.name, $0.value) }
        guard headers.count == names.count,
            signature == self.signature(request.method.rawValue, path, signed, headers, date)
        else {
            throw Answer.storage(
                403, "SignatureDoesNotMatch",
                "The request signature we calculated does not match the signature you provided. "
                    + "Check your key and signing method.")
        }
    }

    private func signature(
        _ method: String, _ path: String, _ query: [(String, String)], _ headers: [String: String], _ date: String
    ) -> String {
        let names = headers.keys.sorted()
        let canonical = [
            method, Self.encodedPath(path), Self.encoded(query.sorted { $0.0 < $1.0 }),
            names.map { "\($0):\(headers[$0] ?? "")\n" }.joined(), names.joined(separator: ";"), "UNSIGNED-PAYLOAD",
        ].joined(separator: "\n")
        let hash = SHA256.hash(canonical.utf8).hex
        let text = "AWS4-HMAC-SHA256\n\(date)\n\(scope(date))\n\(hash)"
        var key = Array("AWS4\(secret)".utf8)
        for part in [String(date.prefix(8)), Self.region, "s3", "aws4_request", text] {
            key = HMAC.sha256(part.utf8, key: key)
        }
        return key.hex
    }

    private func scope(_ date: String) -> String { "\(date.prefix(8))/\(Self.region)/s3/aws4_request" }

    private static func encodedPath(_ path: String) -> String {
        PercentEncoding.encode(path, keeping: [UInt8(ascii: "/")])
    }

    private static func encoded(_ query: [(String, String)]) -> String {
        query.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    }
}
