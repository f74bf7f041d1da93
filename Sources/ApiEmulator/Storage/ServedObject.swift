import HTTPTypes
import Hummingbird

/// An object that is read whole or in part, by S3's rules for `Range` and `If-Match`.
struct ServedObject {
    private let bytes: [UInt8]
    private let tag: String

    /// - Parameter tag: Its entity tag with the quotes: the MD5 of an object that was stored in one piece.
    init(_ bytes: [UInt8], tag: String) {
        self.bytes = bytes
        self.tag = tag
    }

    /// - Parameter number: The request's, for the header by which S3 names it.
    /// - Throws: the ``Answer`` for a condition that does not hold, or a range beyond the end.
    func response(to request: Request, number: Int) throws -> Response {
        let wanted = request.headers[.ifMatch]?.split(separator: ",").map { $0.filter { $0 != " " } }
        if let wanted, wanted != ["*"], !wanted.contains(tag) {
            throw Answer.storage(
                412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
        }
        var headers: HTTPFields = [.contentType: "text/csv", .eTag: tag, .acceptRanges: "bytes"]
        if let name = HTTPField.Name("x-amz-request-id") { headers[name] = "E\(number)" }
        guard let range = try range(request.headers[.range]) else {
            return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        }
        headers[.contentRange] = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)"
        return Response(
            status: .partialContent, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes[range])))
    }

    /// The part that is asked for; nil for the whole, which is also what a malformed or a multiple range gets.
    private func range(_ text: String?) throws -> Range<Int>? {
        guard let text, text.hasPrefix("bytes=") else { return nil }
        let parts = text.dropFirst("bytes=".count).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.isEmpty || Int($0).map { $0 >= 0 } == true }) else { return nil }
        let (first, last) = (Int(parts[0]), Int(parts[1]))
        var range: Range<Int>
        switch (first, last) {
        case (let first?, nil): range = min(first, bytes.count)..<bytes.count
        case (let first?, let last?):
            guard first <= last else { return nil }
            range = min(first, bytes.count)..<max(min(first, bytes.count), min(last, bytes.count - 1) + 1)
        case (nil, let last?): range = max(0, bytes.count - last)..<bytes.count
        case (nil, nil): return nil
        }
        guard !range.isEmpty else {
            throw Answer.storage(416, "InvalidRange", "The requested range is not satisfiable")
        }
        return range
    }
}
