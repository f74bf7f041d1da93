import Foundation
import Glibc
import Synchronization

/// A server on loopback that answers as it is told, byte by byte, and remembers what it was asked.
///
/// It blocks threads of its own and takes one request for each connection.
package final class HostileServer: Sendable {
    /// One request.
    package struct Request: Sendable {
        /// `GET`.
        package var method: String
        /// With its query.
        package var path: String
        /// By lower-case name.
        package var headers: [String: String]

        /// What it asks for.
        package var operation: HostileOperation? { HostileOperation(method: method, path: path) }
        /// The key that came with it.
        package var key: String {
            headers["x-dgs-admin-api-key"] ?? headers["authorization"]?.replacing("Bearer ", with: "") ?? ""
        }
    }

    /// One answer.
    package struct Answer: Sendable {
        package var status = 200
        package var headers: [(String, String)] = [("Content-Type", "application/json")]
        package var body: String

        package init(_ body: String, status: Int = 200, headers: [(String, String)] = []) {
            self.body = body
            self.status = status
            self.headers += headers
        }
    }

    package let port: UInt16
    private let listener: Int32
    private let log: Log

    /// The requests so far.
    package var requests: [Request] { log.all.withLock { $0 } }

    /// `http://127.0.0.1:PORT`.
    package var address: String { "http://127.0.0.1:\(port)" }

    /// Serves until the last reference to the server is gone.
    package init(_ answer: @escaping @Sendable (Request, _ address: String) -> Answer) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = self.listener
        let bound = withUnsafeMutablePointer(to: &name) { name in
            name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                bind(listener, name, length) == 0 && listen(listener, 128) == 0
                    && getsockname(listener, name, &length) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: name.sin_port)
        let address = "http://127.0.0.1:\(port)"
        let requests = Log()
        log = requests
        Thread.detachNewThread {
            while true {
                let client = accept(listener, nil, nil)
                if client < 0 && errno == EINTR { continue }
                guard client >= 0 else { return }
                Thread.detachNewThread {
                    Self.serve(client) { request in
                        requests.add(request)
                        return answer(request, address)
                    }
                }
            }
        }
    }

    private final class Log: Sendable {
        let all = Mutex<[Request]>([])
        func add(_ request: Request) { all.withLock { $0.append(request) } }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private static func serve(_ client: Int32, _ answer: (Request) -> Answer) {
        defer { close(client) }
        var bytes: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        var chunk = [UInt8](repeating: 0, count: 65_536)
        func receive() -> Bool {
            let count = recv(client, &chunk, chunk.count, 0)
            if count > 0 { bytes += chunk[..<count] }
            return count > 0
        }
        while bytes.firstRange(of: end) == nil { guard receive() else { return } }
        guard let head = bytes.firstRange(of: end) else { return }
        let lines = String(decoding: bytes[..<head.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ").map(String.init)
        guard words.count == 3 else { return }
        var request = Request(method: words[0], path: words[1], headers: [:])
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            request.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let length = request.headers["content-length"].flatMap { Int($0) } ?? 0
        while bytes.count < head.upperBound + length { guard receive() else { return } }
        let answer = answer(request)
        let fields = answer.headers.map { "\($0): \($1)\r\n" }.joined()
        let text =
            "HTTP/1.1 \(answer.status) X\r\n\(fields)Content-Length: \(answer.body.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(answer.body)"
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }
}
