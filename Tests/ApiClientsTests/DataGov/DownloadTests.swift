import ApiClients
import Hashing
import TestSupport
import Testing

/// A download that breaks off resumes where it stopped; the result is the file, byte for byte.
struct DownloadTests {
    private static let content = Array("month,museum\n2026-01,A\n2026-02,B\n".utf8)

    /// A storage over one file, whose answers break off after some bytes.
    struct Storage: Sendable {
        enum Way: CaseIterable, Sendable {
            case plain, withoutTag, changesMidway, ignoresRanges, sendsAnotherPart, expiresMidway, breaksTheChecksum
        }

        let way: Way
        /// After how many bytes the first answers break off.
        let cuts: [Int]

        private func content(_ number: Int) -> [UInt8] {
            way == .changesMidway && number > 1
                ? DownloadTests.content + Array("2026-03,C\n".utf8) : DownloadTests.content
        }

        func answer(_ request: HTTPRequest, _ number: Int, _ expired: Bool) throws -> HTTPResponse {
            if expired { return HTTPResponse(status: 403) }
            let whole = content(number)
            let tag = "\"" + (try MD5.hash(whole)).hex + "\""
            var headers = HeaderFields()
            if way != .withoutTag { headers.append("ETag", tag) }
            headers.append("x-amz-request-id", "1")
            var bytes = whole
            if way == .breaksTheChecksum, number == 1 { bytes[3] ^= 1 }
            var status = 200
            var start = 0
            if let range = request.headers["range"], way != .ignoresRanges {
                guard request.headers["if-match"] == tag else { return HTTPResponse(status: 412) }
                start = Int(range.dropFirst("bytes=".count).dropLast()) ?? -1
                if way == .sendsAnotherPart, start > 0 { start -= 1 }
                status = 206
                headers.append("Content-Range", "bytes \(start)-\(whole.count - 1)/\(whole.count)")
            }
            let part = Array(bytes[start...])
            headers.append("Content-Length", "\(part.count)")
            let cut = number <= cuts.count ? min(cuts[number - 1], part.count) : part.count
            try request.sink?.begin()
            if cut > 0 {
                try request.sink?.accept?(status)
                for byte in part[..<cut] { try request.sink?.write([byte]) }
            }
            return HTTPResponse(
                status: status, headers: headers, completeness: cut < part.count ? .cutOff : .complete)
        }
    }

    private func download(
        _ way: Storage.Way, cuts: [Int]
    ) async throws -> (bytes: [UInt8], ranges: [String?], polls: Int) {
        let storage = Storage(way: way, cuts: cuts)
        let (bytes, gets, polls) = (Shared<[UInt8]>([]), Shared(0), Shared(0))
        let ranges = Shared<[String?]>([])
        let fixture = Fixture { request, _ in
            guard request.url.contains("storage.example") else {
                polls.change { $0 += 1 }
                let url = "https://storage.example/f?sig=\(polls.value)"
                return try ScriptedAnswer.json(200, #"{"code":0,"data":{"url":"\#(url)"}}"#).get()
            }
            let isExpired = way == .expiresMidway && gets.value > 0 && request.url.hasSuffix("sig=1")
            if !isExpired {
                gets.change { $0 += 1 }
                ranges.change { $0.append(request.headers["range"]) }
            }
            return try storage.answer(request, gets.value, isExpired)
        }
        let client = try fixture.dataGov()
        let dataset = try DatasetID(DataGovScript.dataset)
        let sink = ByteSink(begin: { bytes.change { $0 = [] } }, write: { part in bytes.change { $0 += part } })
        try await fixture.clock.run { try await client.download(dataset, to: sink) }
        return (bytes.value, ranges.value, polls.value)
    }

    @Test(arguments: [0, 1, 2, 16, content.count - 1])
    func aBreakAnywhereCostsOnlyTheRest(_ cut: Int) async throws {
        let (bytes, ranges, _) = try await download(.plain, cuts: [cut, 3])
        #expect(bytes == Self.content)
        let rest = Self.content.count - cut
        let expected: [String?] = [nil, cut == 0 ? nil : "bytes=\(cut)-"] + (rest > 3 ? ["bytes=\(cut + 3)-"] : [])
        #expect(ranges == expected)
    }

    @Test(arguments: [Storage.Way.withoutTag, .ignoresRanges, .sendsAnotherPart, .breaksTheChecksum])
    func whatCannotBeResumedBeginsAnew(_ name: Storage.Way) async throws {
        for cut in [0, 1, 16] {
            let cuts = name == .breaksTheChecksum ? [] : [cut]
            #expect(try await download(name, cuts: cuts).bytes == Self.content, "\(cut)")
        }
    }

    @Test func aFileThatChangesMeanwhileIsFetchedAsItIsThen() async throws {
        let (bytes, ranges, _) = try await download(.changesMidway, cuts: [16])
        #expect(bytes == Self.content + Array("2026-03,C\n".utf8))
        #expect(ranges == [nil, "bytes=16-", nil])
    }

    @Test func anAddressThatExpiredIsAskedForAnewAndTheRestIsFetched() async throws {
        let (bytes, ranges, polls) = try await download(.expiresMidway, cuts: [16])
        #expect(bytes == Self.content)
        #expect(ranges == [nil, "bytes=16-"])
        #expect(polls == 2)
    }
}
