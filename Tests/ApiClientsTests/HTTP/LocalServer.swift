import Glibc
import NIOCore
import NIOPosix
import NIOSSL

/// A real server on loopback that speaks whatever a test wants, byte by byte.
final class LocalServer: Sendable {
    /// One connection of a client.
    struct Connection {
        fileprivate let channel: any Channel
        fileprivate var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        fileprivate let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        private var unread: [UInt8] = []

        fileprivate init(
            _ channel: any Channel, _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
            _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
        ) {
            self.channel = channel
            self.inbound = inbound
            self.outbound = outbound
        }

        /// The request's header, lower case, as far as the empty line; nil if the client has closed.
        mutating func head() async throws -> String? {
            let end = Array("\r\n\r\n".utf8)
            while true {
                if let range = unread.firstRange(of: end) {
                    defer { unread.removeSubrange(..<range.upperBound) }
                    return String(decoding: unread[..<range.lowerBound], as: UTF8.self).lowercased()
                }
                guard try await more() else { return nil }
            }
        }

        /// So many bytes of the request's body, fewer if the client has closed.
        mutating func body(_ count: Int) async throws -> [UInt8] {
            while unread.count < count, try await more() {}
            defer { unread.removeFirst(min(count, unread.count)) }
            return Array(unread.prefix(count))
        }

        /// Reads a header and a body of its `content-length`.
        mutating func request() async throws -> (head: String, body: [UInt8]) {
            let head = try await head() ?? ""
            let line = head.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
            return (head, try await body(line.flatMap { Int($0.dropFirst(16)) } ?? 0))
        }

        func write(_ text: String) async throws {
            try await outbound.write(ByteBuffer(string: text))
        }

        /// Ends the connection with a reset instead of a close.
        func reset() async throws {
            try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
            try await channel.close().get()
        }

        private mutating func more() async throws -> Bool {
            guard let buffer = try await inbound.next() else { return false }
            unread += buffer.readableBytesView
            return true
        }
    }

    typealias Script = @Sendable (inout Connection) async throws -> Void

    /// Runs a test against a server that treats every connection by the script, and closes it afterwards.
    static func run<Value: Sendable>(
        tls: Bool = false, _ script: @escaping Script, _ body: @Sendable (_ address: String) async throws -> Value
    ) async throws -> Value {
        let context = tls ? try serverContext() : nil
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let port = server.channel.localAddress?.port ?? 0
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await withThrowingDiscardingTaskGroup { connections in
                    try await server.executeThenClose { clients in
                        for try await client in clients {
                            connections.addTask { await serve(client, script) }
                        }
                    }
                }
            }
            let value = try await body("\(tls ? "https" : "http")://127.0.0.1:\(port)")
            // Connections that were accepted but not yet served must still be: closing, unlike cancelling, sees to it.
            try await server.channel.close().get()
            try await group.waitForAll()
            return value
        }
    }

    private static func serve(_ client: NIOAsyncChannel<ByteBuffer, ByteBuffer>, _ script: Script) async {
        // What a client does to its connection, a test sees at the client.
        try? await client.executeThenClose { inbound, outbound in
            var connection = Connection(client.channel, inbound.makeAsyncIterator(), outbound)
            try await script(&connection)
        }
    }

    private static func serverContext() throws -> NIOSSLContext {
        let certificate = try NIOSSLCertificate(bytes: Array(TestCertificate.certificate.utf8), format: .pem)
        let key = try NIOSSLPrivateKey(bytes: Array(TestCertificate.key.utf8), format: .pem)
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(certificate)], privateKey: .privateKey(key)))
    }
}
