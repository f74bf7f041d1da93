import CurlTransport
import FoundationEssentials
import Hashing
import NIOHTTP1
import Testing

@testable import ApiEmulator

struct StorageTests {
    private static let visitors = DatasetSeed.visitorsId
    private static let file = "month,museum,visitors\n2026-03,M,1\n"

    @Test func takesAWholeFile() async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.put(Self.file, to: try await emulated.link(Self.visitors))
            #expect(reply.status == 200)
            let md5 = try MD5.hash(Self.file.utf8).hex
            #expect(reply.headers.first(name: "etag") == "\"\(md5)\"")
            #expect(reply.text == "")
            let upload = Ledger.Upload(dataset: Self.visitors, appends: false, rows: 1, md5: md5, request: 2)
            #expect(emulated.server.ledger.uploads == [upload])
        }
    }

    @Test func contentTypeIsFreeWhenNotSigned() async throws {
        try await Emulated.run { emulated in
            let link = try await emulated.link(Self.visitors)
            let reply = try await emulated.put(Self.file, to: link, headers: ["Content-Type": "text/csv"])
            #expect(reply.status == 200)
        }
    }

    @Test func refusesChunkedTransfer() async throws {
        try await Emulated.run { emulated in
            let link = try await emulated.link(Self.visitors)
            let reply = try await emulated.put(Self.file, to: link, headers: ["Transfer-Encoding": "chunked"])
            #expect(reply.status == 411)
            #expect(reply.code == "MissingContentLength")
            #expect(reply.text.contains("<Message>You must provide the Content-Length HTTP header.</Message>"))
            #expect(reply.headers.first(name: "content-type") == "application/xml")
            #expect(emulated.server.ledger.uploads.isEmpty)
        }
    }

    @Test func linkExpiresAfterAnHour() async throws {
        try await Emulated.run { emulated in
            let link = try await emulated.link(Self.visitors)
            emulated.clock.advance(by: .seconds(3600))
            #expect(try await emulated.put(Self.file, to: link).status == 200)
            emulated.clock.advance(by: .seconds(1))
            let reply = try await emulated.put(Self.file, to: link)
            #expect(reply.status == 403)
            #expect(reply.code == "AccessDenied")
            #expect(reply.text.contains("<Message>Request has expired</Message>"))
        }
    }

    @Test func needsASignature() async throws {
        try await Emulated.run { emulated in
            let link = try await emulated.link(Self.visitors)
            let bare = String(link.prefix { $0 != "?" })
            let reply = try await emulated.put(Self.file, to: bare)
            #expect(reply.status == 403)
            #expect(reply.text.contains("<Message>Access Denied</Message>"))
        }
    }

    @Test(arguments: [
        ("X-Amz-Expires=3600", "X-Amz-Expires=7200"),
        ("/replace/", "/append/"),
        (visitors, DatasetSeed.rainfallId),
        ("&X-Amz-SignedHeaders=host", "&X-Amz-SignedHeaders=host%3Bcontent-md5"),
    ])
    func refusesAChangedLink(original: String, changed: String) async throws {
        try await Emulated.run { emulated in
            let link = try await emulated.link(Self.visitors).replacing(original, with: changed)
            let reply = try await emulated.put(Self.file, to: link)
            #expect(reply.status == 403)
            #expect(reply.code == "SignatureDoesNotMatch")
        }
    }

    @Test(arguments: [HTTPMethod.GET, .POST])
    func refusesAnotherMethod(method: HTTPMethod) async throws {
        try await Emulated.run { emulated in
            let reply = try await emulated.send(method, try await emulated.link(Self.visitors))
            #expect(reply.status == 403)
            #expect(reply.code == "SignatureDoesNotMatch")
        }
    }

    @Test func refusesUnsignedAmzHeaders() async throws {
        try await Emulated.run { emulated in
            let link = try await emulated.link(Self.visitors)
            let reply = try await emulated.put(Self.file, to: link, headers: ["x-amz-acl": "private"])
            #expect(reply.status == 403)
            #expect(
                reply.text.contains(
                    "<Message>There were headers present in the request which were not signed</Message>"))
        }
    }

    @Test(
        arguments: [
            ("Authorization", "InvalidArgument"), ("x-dgs-admin-api-key", "InvalidRequest"),
            ("x-api-key", "InvalidRequest"),
        ])
    func refusesAKey(header: String, code: String) async throws {
        try await Emulated.run { emulated in
            let link = try await emulated.link(Self.visitors)
            let reply = try await emulated.put(Self.file, to: link, headers: [header: "secret"])
            #expect(reply.status == 400)
            #expect(reply.code == code)
            #expect(emulated.server.ledger.keysSentToStorage == 1)
            #expect(emulated.server.ledger.uploads.isEmpty)
        }
    }

    @Test func signedDigestMustBeSent() async throws {
        try await Emulated.run { emulated in
            let md5 = try Data(MD5.hash(Self.file.utf8)).base64EncodedString()
            let path = "upload-link?md5=\(PercentEncoding.encode(md5))"
            let link = try await emulated.link(Self.visitors, path)
            #expect(link.contains("X-Amz-SignedHeaders=content-md5%3Bhost"))
            #expect(try await emulated.put(Self.file, to: link).code == "SignatureDoesNotMatch")
            let other = try Data(MD5.hash([1])).base64EncodedString()
            #expect(
                try await emulated.put(Self.file, to: link, headers: ["Content-MD5": other]).code
                    == "SignatureDoesNotMatch")
            let damaged = try await emulated.put("x" + Self.file, to: link, headers: ["Content-MD5": md5])
            #expect(damaged.status == 400)
            #expect(damaged.code == "BadDigest")
            #expect(emulated.server.ledger.uploads.isEmpty)
            #expect(try await emulated.put(Self.file, to: link, headers: ["Content-MD5": md5]).status == 200)
        }
    }

    @Test func unsignedDigestIsCheckedToo() async throws {
        try await Emulated.run { emulated in
            let link = try await emulated.link(Self.visitors)
            let invalid = try await emulated.put(Self.file, to: link, headers: ["Content-MD5": "abc"])
            #expect(invalid.code == "InvalidDigest")
            let other = try Data(MD5.hash([1])).base64EncodedString()
            #expect(try await emulated.put(Self.file, to: link, headers: ["Content-MD5": other]).code == "BadDigest")
        }
    }

    @Test func lastsThroughManyParts() async throws {
        try await Emulated.run { emulated in
            let row = "2026-03,\(String(repeating: "m", count: 1000)),1\n"
            let parts = WireBody(length: Int64(22 + 5000 * row.utf8.count)) {
                var rows = (["month,museum,visitors\n"] + Array(repeating: row, count: 5000)).makeIterator()
                return { rows.next().map { Array($0.utf8) } }
            }
            let reply = try await emulated.send(
                .PUT, try await emulated.link(Self.visitors), body: .stream(parts))
            #expect(reply.status == 200)
            #expect(emulated.server.dataset(Self.visitors)?.rows == 5000)
        }
    }
}
