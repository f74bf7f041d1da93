import FoundationEssentials
import Hashing
import Hummingbird

/// The files that storage holds, in a folder.
struct ObjectStore: Sendable {
    /// How far an upload got.
    enum StoreResult {
        case stored(id: String, md5: [UInt8])
        /// The body ended before it was whole.
        case cut
        /// The body is not the one that was promised.
        case wrongDigest
    }

    let folder: String

    /// Makes the folder if it is missing.
    init(folder: String) throws {
        self.folder = folder
        try StateFolder.make(folder)
    }

    /// Writes a body as it comes; it becomes an object only when exactly `length` bytes have come.
    ///
    /// `received` is called when the body is whole and right, before it becomes an object.
    func store(
        _ body: RequestBody, length: Int, md5 wanted: [UInt8]?, stopAt limit: Int?,
        whenReceived received: () async throws -> Void
    ) async throws -> StoreResult {
        let id = UUID().uuidString
        let temporary = path(of: id) + ".part"
        defer { try? FileManager.default.removeItem(atPath: temporary) }
        var count = 0
        var digest = try MD5()
        do {
            let file = try OutputFile(temporary, emptied: true)
            for try await part in body {
                count += part.readableBytes
                if let limit, count >= limit { return .cut }
                try part.withUnsafeReadableBytes { bytes in
                    digest.update(bytes)
                    try file.append(bytes)
                }
            }
        } catch let error as EmulatorError {
            throw error
        } catch {
            return .cut
        }
        guard count == length else { return .cut }
        let md5 = digest.finish()
        if let wanted, md5 != wanted { return .wrongDigest }
        try await received()
        try OutputFile.move(temporary, to: path(of: id))
        return .stored(id: id, md5: md5)
    }

    func bytes(of id: String) throws -> Data {
        try Data(contentsOf: URL(filePath: path(of: id)), options: .mappedIfSafe)
    }

    func remove(_ id: String) {
        try? FileManager.default.removeItem(atPath: path(of: id))
    }

    /// Removes every file that is not among `ids`, half uploads included.
    func keepOnly(_ ids: Set<String>) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !ids.contains(name) {
            try? FileManager.default.removeItem(atPath: path(of: name))
        }
    }

    private func path(of id: String) -> String { "\(folder)/\(id)" }
}

extension Answer {
    /// The XML error form of S3.
    static func storage(_ status: Int, _ code: String, _ message: String) -> Answer {
        Answer(
            status: status, contentType: "application/xml",
            body: """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>\(code)</Code><Message>\(message)</Message>\
                <RequestId>EMULATOR00000000</RequestId><HostId>emulator</HostId></Error>
                """)
    }
}
