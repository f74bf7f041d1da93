import CurlTransport
import FoundationEssentials
import NIOHTTP1

@testable import ApiEmulator

/// A running emulator, a clock that only the test moves, and a plain client without any retry.
struct Emulated: Sendable {
    let server: EmulatorServer
    let access: EmulatorAccess
    let clock: ManualClock

    /// 19 September 2022, 03:31:00 UTC.
    static let epoch = Date(timeIntervalSince1970: 1_663_558_260)

    /// For requests that end by themselves, however busy the machine is.
    static let patience = Duration.seconds(600)
    private static let client = CurlTransport()

    /// Without limits, delays and faults unless `configure` says otherwise.
    static func run<Value: Sendable>(
        _ configure: (inout EmulatorConfiguration) -> Void = { _ in },
        _ body: (Emulated) async throws -> Value
    ) async throws -> Value {
        let clock = ManualClock()
        var configuration = EmulatorConfiguration()
        configuration.rate = 0
        configuration.ingestion = .none
        configuration.clock = clock
        configuration.epoch = epoch
        configuration.seed = 1
        configure(&configuration)
        return try await EmulatorServer.serving(configuration) { server, access in
            try await body(Emulated(server: server, access: access, clock: clock))
        }
    }

    func send(
        _ method: HTTPMethod, _ url: String, headers: [String: String] = [:], body: WireRequest.Body = .none
    ) async throws -> Reply {
        let response = try await Self.client.send(
            WireRequest(
                method.rawValue, url, headers: headers.map { ($0.key, $0.value) }, body: body, timeout: Self.patience))
        guard response.completeness == .complete else { throw Incomplete() }
        return Reply(
            status: response.status, headers: HTTPHeaders(response.headers.map { ($0.name, $0.value) }),
            text: String(decoding: response.body, as: UTF8.self))
    }

    func go(
        _ method: HTTPMethod, _ path: String = "", json: String? = nil, key: String? = nil
    ) async throws -> Reply {
        var headers = ["Authorization": "Bearer \(key ?? access.goKey)"]
        if json != nil { headers["Content-Type"] = "application/json" }
        return try await send(
            method, "\(access.goUrl)/v1/urls\(path)", headers: headers,
            body: json.map { .bytes(Array($0.utf8)) } ?? .none)
    }

    @discardableResult
    func create(_ shortUrl: String, _ longUrl: String = "https://example.com") async throws -> Reply {
        try await go(.POST, json: #"{"shortUrl":"\#(shortUrl)","longUrl":"\#(longUrl)"}"#)
    }

    func admin(_ path: String, key: String? = nil) async throws -> Reply {
        try await send(
            .GET, "\(access.datagovUrl)/v2/admin/api/\(path)",
            headers: ["x-dgs-admin-api-key": key ?? access.datagovKey])
    }

    func open(_ path: String, key: String? = nil) async throws -> Reply {
        try await send(.GET, "\(access.datagovUrl)/\(path)", headers: key.map { ["x-api-key": $0] } ?? [:])
    }

    func link(_ dataset: String, _ kind: String = "upload-link") async throws -> String {
        try await admin("datasets/\(dataset)/\(kind)").json["data"]?["url"]?.string ?? ""
    }

    @discardableResult
    func put(_ content: String, to url: String, headers: [String: String] = [:]) async throws -> Reply {
        try await send(.PUT, url, headers: headers, body: .bytes(Array(content.utf8)))
    }

    /// Uploads a whole file to a dataset.
    @discardableResult
    func upload(_ content: String, to dataset: String, appending: Bool = false) async throws -> Reply {
        try await put(content, to: try await link(dataset, appending ? "append-link" : "upload-link"))
    }

    func status(of dataset: String) async throws -> String {
        try await admin("datasets/\(dataset)/ingestion-status").json["data"]?["status"]?.string ?? ""
    }
}

/// An answer that ended before its body did.
struct Incomplete: Error {}

/// An answer, read whole.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let text: String

    var json: Json { Json(parsing: text.utf8) ?? .null }
    var message: String? { json["message"]?.string }
    var code: String? { text.firstMatch(of: /<Code>(.*)<\/Code>/).map { String($0.1) } }
}

extension Emulated {
    /// Clicks on a link of GoGovSG; no client of these tests follows where it leads.
    func followOnce(_ shortUrl: String) async throws -> Reply {
        try await send(.GET, "\(access.root)/go/\(shortUrl)")
    }
}
