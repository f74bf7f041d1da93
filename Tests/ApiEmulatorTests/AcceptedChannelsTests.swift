import Glibc
import Synchronization
import Testing

@testable import ApiEmulator

/// A server stops only when each connection that it has accepted is served: one that is dropped ends the process.
struct AcceptedChannelsTests {
    private final class Connection {}

    @Test func itWaitsForThoseThatNobodyServesYet() async {
        let channels = AcceptedChannels()
        let (first, second) = (Connection(), Connection())
        channels.accept(first)
        channels.accept(second)
        let events = Mutex<[String]>([])
        async let drained: Void = {
            await channels.allTakenUp()
            events.withLock { $0.append("all are served") }
        }()
        channels.takeUp(first)
        // One that was never noted is none of those that are waited for.
        channels.takeUp(Connection())
        events.withLock { $0.append("the second") }
        channels.takeUp(second)
        await drained
        #expect(events.withLock(\.self) == ["the second", "all are served"])
        await channels.allTakenUp()
    }

    @Test func itWaitsForNobodyWhereTheServerHasEnded() async {
        let channels = AcceptedChannels()
        channels.accept(Connection())
        async let drained: Void = channels.allTakenUp()
        channels.end()
        await drained
        await channels.allTakenUp()
    }

    /// Connections of all sorts come while the server stops: silent, with half a request, closed at once.
    @Test func aServerStopsWhileOthersConnect() async throws {
        for _ in 0..<20 {
            let server = try EmulatorServer()
            let access = try await server.start()
            let port = access.port
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var connections: [Int32] = []
                    defer { for connection in connections { close(connection) } }
                    for number in 0..<200 {
                        guard let connection = Self.connect(to: port) else { break }
                        if number % 3 == 0 { _ = send(connection, "GET / HT", 8, Int32(MSG_NOSIGNAL)) }
                        if number % 3 == 1 { close(connection) } else { connections.append(connection) }
                        await Task.yield()
                    }
                }
                await server.stop()
                try await group.waitForAll()
            }
        }
    }

    /// A connection that has been asked for; nil if it was refused.
    private static func connect(to port: Int) -> Int32? {
        let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard connection >= 0 else { return nil }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = in_addr_t(UInt32(0x7F00_0001).bigEndian)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 || errno == EINPROGRESS else {
            close(connection)
            return nil
        }
        return connection
    }
}
