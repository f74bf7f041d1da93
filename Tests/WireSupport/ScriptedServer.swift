import Foundation
import Synchronization
import WirePeer

/// A real server on loopback that treats each connection as a test's script says, byte by byte, on a thread of its own.
package final class ScriptedServer: Sendable {
    package typealias Script = @Sendable (ServerConnection) throws -> Void

    private struct Connections {
        var open: [Int32] = []
        /// Whether those that are accepted from now on end at once.
        var areEnded = false
    }

    /// How the server greets.
    package enum Greeting: Sendable {
        case plain
        case tls(TestIdentity)
        case oldTLS(TestIdentity)
    }

    package let port: UInt16
    private let listener: Int32
    /// The ends of a pipe, whose writing end is closed when no more connections are to be taken.
    private let stopping: (read: Int32, write: Int32)
    private let connections = Mutex(Connections())
    private let threads = DispatchGroup()

    /// `host` may be `::1`; `listens` is false for a server that binds a port and takes no connections.
    package init(
        _ greeting: Greeting = .plain, host: String = "127.0.0.1", port: UInt16 = 0, listens: Bool = true,
        inNamespace name: String? = nil, _ script: @escaping Script
    ) {
        let made = DispatchSemaphore(value: 0)
        let result = Mutex<(Int32, UInt16)>((-1, 0))
        // A thread of its own, since a network namespace is entered by a thread.
        Thread.detachNewThread {
            if let name { enterNamespace(name) }
            let socket = bound(host, port)
            result.withLock { $0 = socket }
            made.signal()
        }
        made.wait()
        (listener, self.port) = result.withLock { $0 }
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        stopping = (ends[0], ends[1])
        if listens { listen(listener, 128) }
        threads.enter()
        Thread.detachNewThread { [self] in
            if listens { accept(greeting, script) }
            threads.leave()
        }
    }

    package var address: String { "http://127.0.0.1:\(port)" }
    package var secureAddress: String { "https://localhost:\(port)" }

    /// Ends every connection, and waits for the scripts, also of connections that were made and not taken yet.
    package func stop() {
        connections.withLock { connections in
            connections.areEnded = true
            for descriptor in connections.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
        close(stopping.write)
        threads.wait()
        close(stopping.read)
        close(listener)
    }

    /// Waits for a connection; false when there is none and the server is to stop.
    private func hasConnection() -> Bool {
        var watched = [
            pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
            pollfd(fd: stopping.read, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&watched, nfds_t(watched.count), -1) < 0, errno == EINTR {}
        return watched[0].revents & Int16(POLLIN) != 0
    }

    private func accept(_ greeting: Greeting, _ script: @escaping Script) {
        var number = 0
        while hasConnection() {
            let descriptor = Glibc.accept(listener, nil, nil)
            guard descriptor >= 0 else { return }
            number += 1
            let connection = ServerConnection(descriptor, number: number)
            connections.withLock { connections in
                connections.open.append(descriptor)
                if connections.areEnded { shutdown(descriptor, Int32(SHUT_RDWR)) }
            }
            threads.enter()
            Thread.detachNewThread { [self] in
                // How a connection ended is what the client sees of it.
                try? serve(connection, greeting, script)
                connections.withLock { connections in
                    connections.open.removeAll { $0 == descriptor }
                    connection.end()
                }
                threads.leave()
            }
        }
    }

    private func serve(_ connection: ServerConnection, _ greeting: Greeting, _ script: Script) throws {
        switch greeting {
        case .plain: break
        case .tls(let identity): try connection.secure(identity)
        case .oldTLS(let identity): try connection.secure(identity, isOld: true)
        }
        try script(connection)
    }
}

extension ScriptedServer {
    /// Runs a test against a server, and ends it afterwards.
    package static func run<Value: Sendable>(
        _ greeting: Greeting = .plain, _ script: @escaping Script,
        _ body: (ScriptedServer) async throws -> Value
    ) async throws -> Value {
        let server = ScriptedServer(greeting, script)
        defer { server.stop() }
        return try await body(server)
    }
}

private func bound(_ host: String, _ port: UInt16) -> (Int32, UInt16) {
    let isSix = host.contains(":")
    let descriptor = socket(isSix ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    var four = sockaddr_in()
    var six = sockaddr_in6()
    four.sin_family = sa_family_t(AF_INET)
    six.sin6_family = sa_family_t(AF_INET6)
    (four.sin_port, six.sin6_port) = (port.bigEndian, port.bigEndian)
    inet_pton(AF_INET, host, &four.sin_addr)
    inet_pton(AF_INET6, host, &six.sin6_addr)
    func bindAndAsk<Address>(_ address: inout Address) {
        var size = socklen_t(MemoryLayout<Address>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(descriptor, $0, size)
                _ = getsockname(descriptor, $0, &size)
            }
        }
    }
    if isSix { bindAndAsk(&six) } else { bindAndAsk(&four) }
    return (descriptor, UInt16(bigEndian: isSix ? six.sin6_port : four.sin_port))
}

/// Moves the calling thread into a network namespace.
package func enterNamespace(_ name: String) {
    let descriptor = open("/run/netns/\(name)", O_RDONLY | O_CLOEXEC)
    _ = enter_network_namespace(descriptor)
    close(descriptor)
}
