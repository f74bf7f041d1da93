import Foundation
import WirePeer

/// One connection of a client, on the thread of its script.
///
/// Unchecked: the script's thread alone uses it; the server only ends its descriptor.
package final class ServerConnection: @unchecked Sendable {  // one thread at a time
    package struct Closed: Error {}

    /// How the client ended a connection.
    package enum End: Sendable { case closed, reset }

    package let number: Int
    private let descriptor: Int32
    private var session: OpaquePointer?
    private var unread: [UInt8] = []
    private var lastEnd = End.closed

    init(_ descriptor: Int32, number: Int) {
        self.descriptor = descriptor
        self.number = number
    }

    func secure(_ identity: TestIdentity, isOld: Bool = false) throws {
        session = tls_accept(identity.pointer, descriptor, isOld)
        if session == nil { throw Closed() }
    }

    /// The request's header as far as the empty line; nil if the client has closed.
    package func head() -> String? {
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let range = unread.firstRange(of: end) {
                defer { unread.removeSubrange(..<range.upperBound) }
                return String(decoding: unread[..<range.lowerBound], as: UTF8.self)
            }
            guard more() else { return nil }
        }
    }

    /// So many bytes of the request's body, fewer if the client has closed.
    package func body(_ count: Int) -> [UInt8] {
        while unread.count < count, more() {}
        defer { unread.removeFirst(min(count, unread.count)) }
        return Array(unread.prefix(count))
    }

    /// A header and a body of its `Content-Length`; nil if the client has closed.
    package func request() -> (head: String, body: [UInt8])? {
        guard let head = head() else { return nil }
        let line = head.split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length: ") }
        return (head, body(line.flatMap { Int($0.dropFirst(16)) } ?? 0))
    }

    /// Reads until the client ends the connection.
    package func untilEnd() -> End {
        while more() { unread.removeAll(keepingCapacity: true) }
        return lastEnd
    }

    /// Waits for the end of the connection and reads nothing.
    package func waitWithoutReading() {
        var watched = pollfd(fd: descriptor, events: 0, revents: 0)
        while poll(&watched, 1, -1) < 0 {}
    }

    package func write(_ text: String) throws { try write(Array(text.utf8)) }

    package func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { part in
                session.map { tls_write($0, part.baseAddress, part.count) }
                    ?? send(descriptor, part.baseAddress, part.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw Closed() }
            rest = rest.dropFirst(count)
        }
    }

    package func ok(_ body: String = "ok") throws {
        try write("HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Ends the connection with a reset instead of a close.
    package func reset() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }

    /// Sends nothing more, and leaves the connection open for reading.
    package func finishWriting() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Copies both ways between this connection and a port, on loopback if no host is named, until one side ends.
    package func tunnel(to port: UInt16, at host: String = "127.0.0.1") {
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = connect(other, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        let done = DispatchSemaphore(value: 0)
        Thread.detachNewThread { [self] in
            var part = [UInt8](repeating: 0, count: 65536)
            while true {
                let count = recv(other, &part, part.count, 0)
                guard count > 0, (try? write(Array(part.prefix(count)))) != nil else { break }
            }
            shutdown(descriptor, Int32(SHUT_RDWR))
            done.signal()
        }
        while true {
            if unread.isEmpty, !more() { break }
            guard send(other, unread, unread.count, Int32(MSG_NOSIGNAL)) > 0 else { break }
            unread = []
        }
        shutdown(other, Int32(SHUT_RDWR))
        done.wait()
        close(other)
    }

    fileprivate func more() -> Bool {
        var part = [UInt8](repeating: 0, count: 65536)
        let count = session.map { tls_read($0, &part, part.count) } ?? recv(descriptor, &part, part.count, 0)
        if count < 0 { lastEnd = .reset }
        guard count > 0 else { return false }
        unread += part.prefix(count)
        return true
    }

    func end() {
        if let session { tls_free(session) }
        close(descriptor)
    }
}
